"""What is stored as the oracle wants it, and answers of the search beside those of the oracle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import note

from core.errors import NotFound
from segments.search import SearchPage, SearchQuery, search, suggestions
from segments.search_models import SearchWindow
from segments.selectors import transcript
from tests.segments.search.oracle import Library, Limits, Line, Talk, Viewer, said_in
from tests.segments.search.said import Wish, atoms_of, highlights, is_whole
from tests.segments.search.wishes import FAMILIES, typed
from users.models import User
from videos.models import Video

MOST_LINES_OF_A_WINDOW = 14


def library_now() -> tuple[Library, dict[Any, tuple[Any, int]]]:
    """All that is stored, and of every line its video and index."""
    talks, places = [], {}
    for video in Video.objects.order_by("created_at"):
        lines = list(transcript(video))
        places.update({line.pk: (video.pk, line.index) for line in lines})
        windows = SearchWindow.objects.filter(video=video, generation=video.generation).order_by("first")
        talk = Talk(
            video.pk,
            video.owner_id,
            video.visibility,
            video.status == "ready",
            video.title,
            video.channel_id,
            video.channel_name,
            video.platform,
            video.language,
            video.published_at or video.created_at,
            video.duration,
            tuple(Line(line.start, line.end, line.text) for line in lines),
            tuple(windows.values_list("first", "line_count")),
        )
        require_windows(talk)
        talks.append(talk)
    return Library(talks, FAMILIES), places


def require_windows(talk: Talk) -> None:
    """Every line is in one window, and a window is about a minute of speech."""
    at = 0
    for first, count in talk.windows:
        assert first == at
        assert 0 < count <= MOST_LINES_OF_A_WINDOW
        assert talk.lines[first + count - 1].start - talk.lines[first].start <= 60
        at += count
    assert at == len(talk.lines)


class Asked:
    """A query by somebody, and what the oracle says to it."""

    def __init__(
        self,
        library: Library,
        places: dict[Any, tuple[Any, int]],
        wish: Wish,
        user: User | None,
        limits: Limits,
        *,
        is_newest_first: bool,
    ) -> None:
        self.library, self.places, self.wish, self.limits = library, places, wish, limits
        self.user = user or AnonymousUser()
        self.viewer = Viewer(user.pk, user.is_staff) if user else Viewer()
        self.is_newest_first = is_newest_first
        self.talks = {talk.pk: talk for talk in library.talks}
        self.hits = library.hits(wish, self.viewer, limits)
        self.marked = library.highlighting(wish, self.hits)

    def pages(self, size: int, *, by_video: bool) -> Iterator[SearchPage]:
        for page in range(1, 1000):
            order = "newest" if self.is_newest_first else "relevance"
            query = SearchQuery(
                typed(self.wish),
                **asdict(self.limits),
                ordering=order,  # type: ignore[arg-type]
                by_video=by_video,
                page=page,
                page_size=size,
            )
            answer = search(query, self.user)
            yield answer
            if not answer.has_next:
                return
        raise AssertionError("the pages have no end")

    def compare(self, size: int) -> None:
        note(f"{typed(self.wish)!r} by {self.viewer} within {self.limits}")
        if self.library.searched(self.viewer, self.limits) is None:
            with pytest.raises(NotFound):
                next(self.pages(size, by_video=False))
            return
        self.compare_hits(list(self.pages(size, by_video=False)))
        self.compare_groups(list(self.pages(size, by_video=True)))

    def compare_hits(self, pages: Sequence[SearchPage]) -> None:
        self.compare_counts(pages)
        hits = [hit for page in pages for hit in page.hits]
        found = [self.place(hit) for hit in hits]
        assert sorted(map(self.known, found)) == sorted(map(self.known, self.hits))
        for hit in hits:
            self.compare_hit(hit)
        self.compare_order(found)

    def compare_counts(self, pages: Sequence[SearchPage]) -> None:
        videos = {hit.video for hit in self.hits}
        for page in pages:
            counts = (page.count, page.count_exact, page.video_count)
            assert counts == (len(self.hits), True, len(videos)), self.hits
        titled = {video.pk for video in pages[0].videos}
        surely, perhaps = (
            self.library.titled(self.wish, self.viewer, self.limits, in_order=in_order) for in_order in (True, False)
        )
        assert surely <= titled <= perhaps
        self.compare_guess(pages[0].did_you_mean)

    def place(self, hit: Any) -> tuple[Any, int, int]:
        """A hit's video, first and last line; its lines follow each other."""
        places = [self.places[pk] for pk in hit.segment_ids]
        (video, first), (_, last) = places[0], places[-1]
        assert places == [(video, n) for n in range(first, last + 1)]
        assert hit.video.pk == video
        return video, first, last

    def known(self, place: Sequence[Any]) -> tuple[Any, ...]:
        """What is known for sure of a hit: where other forms are looked for too, one of them may end it sooner."""
        return tuple(place[: 3 if self.marked == self.wish else 2])

    def compare_hit(self, hit: Any) -> None:
        video, first, last = self.place(hit)
        lines = self.talks[video].lines
        own = lines[first : last + 1]
        assert hit.text == " ".join(line.text for line in own)
        assert (hit.start, hit.end) == (own[0].start, max(line.end for line in own))
        assert hit.before == (lines[first - 1].text if first else "")
        assert hit.after == (lines[last + 1].text if last + 1 < len(lines) else "")
        assert hit.matches == sum(other.video == video for other in self.hits)
        assert [tuple(each) for each in hit.highlight] == highlights(self.marked, hit.text)

    def compare_order(self, found: Sequence[tuple[Any, int, int]]) -> None:
        """Other forms come last; before them the newest first, or lines that are the phrase and nothing else."""
        others = {(hit.video, hit.first) for hit in self.hits if hit.is_other_form}
        is_other = [place[:2] in others for place in found]
        assert is_other == sorted(is_other)
        exact = [place for place, other in zip(found, is_other, strict=True) if not other]
        if self.is_newest_first:
            for part in (exact, found[len(exact) :]):
                dates = [self.talks[video].published for video, *_ in part]
                assert dates == sorted(dates, reverse=True)
        elif len(self.wish.groups) == 1:
            whole = [is_whole(self.wish, self.talks[video].lines[first].text) for video, first, _ in exact]
            assert whole == sorted(whole, reverse=True)

    def compare_groups(self, pages: Sequence[SearchPage]) -> None:
        self.compare_counts(pages)
        groups = [group for page in pages for group in page.groups]
        assert sorted(group.video.pk for group in groups) == sorted({hit.video for hit in self.hits})
        for group in groups:
            expected = {self.known(hit) for hit in self.hits if hit.video == group.video.pk}
            shown = {self.known(self.place(hit)) for hit in group.hits}
            assert group.matches == len(expected)
            assert shown <= expected
            assert len(shown) == len(group.hits) == min(3, len(expected))
            for hit in group.hits:
                self.compare_hit(hit)

    def compare_guess(self, guess: str | None) -> None:
        """Only where nothing is found, and only of words that were said where this viewer searches."""
        if guess is None:
            return
        assert self.hits == []
        searched = [talk for talk in self.library.talks if talk.pk == self.limits.video] if self.limits.video else None
        heard = self.library.completions("", self.viewer) if searched is None else self.library.words(searched)
        known = {atom.text for atom in atoms_of([typed(self.wish)])} | {"or"}
        assert {atom.text for atom in atoms_of([guess])} <= known | heard

    def compare_completions(self) -> None:
        for letters in {piece.atoms[0].text[:2] for group in self.wish.groups for piece in group}:
            words, videos = suggestions(letters, self.user)
            may = self.library.completions(letters, self.viewer)
            assert set(words) <= may
            assert len(words) == min(8, len(may))
            shown = {talk.pk for talk in self.library.searched(self.viewer, Limits()) or ()}
            assert {video.pk for video in videos} <= shown


class AskedOfMany(Asked):
    """The same where more may be found than is looked through: what is listed then is true, in order, and all new.

    `most` is how many hits are listed, and windows looked through.
    """

    most = 6

    def compare_hits(self, pages: Sequence[SearchPage]) -> None:
        if pages[0].count_exact:
            super().compare_hits(pages)
            return
        found = [self.place(hit) for page in pages for hit in page.hits]
        self.compare_many(pages, found)
        if self.is_newest_first:
            dates = [self.talks[video].published for video, *_ in found]
            assert dates == sorted(dates, reverse=True)

    def compare_groups(self, pages: Sequence[SearchPage]) -> None:
        if pages[0].count_exact:
            super().compare_groups(pages)
            return
        groups = [group for page in pages for group in page.groups]
        assert len({group.video.pk for group in groups}) == len(groups)
        for group in groups:
            assert 0 < group.matches <= sum(hit.video == group.video.pk for hit in self.hits)
            assert len(group.hits) == min(3, group.matches)
        self.compare_many(pages, [self.place(hit) for group in groups for hit in group.hits])

    def compare_many(self, pages: Sequence[SearchPage], found: Sequence[tuple[Any, int, int]]) -> None:
        assert {(page.count, page.count_exact) for page in pages} == {(self.most, False)}
        assert self.windows() > self.most or len(self.hits) > self.most
        assert len(set(found)) == len(found)
        assert set(map(self.known, found)) <= set(map(self.known, self.hits))
        assert found or not self.hits

    def windows(self) -> int:
        """How many windows hold all that is asked for, be it in what they show of the lines behind them."""
        return sum(
            all(any(said_in(talk, window, piece) for piece in group) for group in self.marked.groups)
            for talk in self.library.searched(self.viewer, self.limits) or ()
            for window in talk.shown
        )
