"""A site for tests: its pages tell recorded information, as those of real sites would after much more work."""

from itertools import count
from socket import create_connection
from urllib.parse import urljoin

from yt_dlp.extractor.common import InfoExtractor  # noqa: TID253 -- it is imported by yt-dlp only
from yt_dlp.utils import ExtractorError, GeoRestrictedError, UserNotLive  # noqa: TID253 -- the same


class RecordedIE(InfoExtractor):
    _VALID_URL = r"https?://[^/]+/watch/(?P<id>[\w-]+)"

    def _real_extract(self, url):
        video_id = self._match_id(url)
        info = self._download_json(urljoin(url, f"/recorded/{video_id}"), video_id)
        self._make_trouble(info)
        for chosen in info.get("formats", ()):
            chosen["url"] = urljoin(url, chosen["url"])
        if hls := info.pop("hls", None):
            info["formats"] = self._extract_m3u8_formats(urljoin(url, hls), video_id, "mp4")
        if dash := info.pop("dash", None):
            info["formats"] = self._extract_mpd_formats(urljoin(url, dash), video_id)
        if entries := info.pop("videos", None):
            return self.playlist_result(self._entries(url, entries), video_id, **info)
        return {"id": video_id, **info}

    def _make_trouble(self, info):
        if error := info.get("error"):
            raise ExtractorError(error, expected=True)
        if address := info.pop("socket", None):
            create_connection(address, 5).close()
        if kind := info.get("raises"):
            raise {"geo": GeoRestrictedError, "offline": UserNotLive, "bug": KeyError}[kind]("recorded")

    def _entries(self, page, entries):
        """Addresses, or all that a list tells of them; one address alone is a list that never ends."""
        if isinstance(entries, str):
            return (self._entry(page, url=entries, title=str(number)) for number in count())
        told = [{"url": entry, "title": entry} if isinstance(entry, str) else entry for entry in entries]
        return [self._entry(page, **entry) for entry in told]

    def _entry(self, page, *, url, title, **told):
        return self.url_result(urljoin(page, url), RecordedIE, video_title=title, **told)
