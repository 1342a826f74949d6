"""Sharing clips and supercuts: their pages and players for everyone, links that end, cards for other sites, oEmbed."""
