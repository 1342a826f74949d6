"""The forms of a clip other than the plain mp4: moving pictures without sound, sound alone, captions, a crop, a poster.

Everything but sound begins with `engines.clips.file_cut`, an exact mp4 of the piece, and works on that small file.
"""
