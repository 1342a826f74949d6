"""A site for tests: its pages tell recorded information, as those of real sites would after much more work."""

from urllib.parse import urljoin

from yt_dlp.extractor.common import InfoExtractor  # noqa: TID253 -- it is imported by yt-dlp only
from yt_dlp.utils import ExtractorError, GeoRestrictedError, UserNotLive  # noqa: TID253 -- the same


class RecordedIE(InfoExtractor):
    _VALID_URL = r"https?://[^/]+/watch/(?P<id>[\w-]+)"

    def _real_extract(self, url):
        video_id = self._match_id(url)
        info = self._download_json(urljoin(url, f"/recorded/{video_id}"), video_id)
        if error := info.get("error"):
            raise ExtractorError(error, expected=True)
        if kind := info.get("raises"):
            raise {"geo": GeoRestrictedError, "offline": UserNotLive, "bug": KeyError}[kind]("recorded")
        for chosen in info.get("formats", ()):
            chosen["url"] = urljoin(url, chosen["url"])
        if hls := info.pop("hls", None):
            info["formats"] = self._extract_m3u8_formats(urljoin(url, hls), video_id, "mp4")
        if dash := info.pop("dash", None):
            info["formats"] = self._extract_mpd_formats(urljoin(url, dash), video_id)
        if entries := info.pop("videos", None):
            return self.playlist_result(
                [self.url_result(urljoin(url, entry), RecordedIE, video_title=entry) for entry in entries],
                video_id,
                **info,
            )
        return {"id": video_id, **info}
