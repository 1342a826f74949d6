#!/bin/sh
# Make demo/sample.mp4: four title cards, each spoken by Flite's voice "slt".
# Needs an ffmpeg with libflite, libx264 and drawtext (Debian's has all three; the static wheel has no Flite).
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

scene() { # number, colour of the card, title, spoken text
    printf '%s\n' "$4" >"$work/$1.txt"
    printf '%s\n' "$3" >"$work/$1.title"
    ffmpeg -v error -y -f lavfi -i "flite=textfile=$work/$1.txt:voice=slt" \
        -af "aresample=44100,adelay=700,apad=pad_dur=0.8" -c:a pcm_s16le "$work/$1.wav"
    length=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$work/$1.wav")
    ffmpeg -v error -y -i "$work/$1.wav" -f lavfi -t "$length" -i "color=$2:size=640x360:rate=10" \
        -vf "drawtext=textfile=$work/$1.title:fontcolor=white:fontsize=64:x=(w-tw)/2:y=(h-th)/2" \
        -c:v ffv1 -c:a copy "$work/$1.mkv"
    echo "file '$work/$1.mkv'" >>"$work/scenes"
}

scene 1 0x1d5c8a "The river" "This is the story of a river. It begins as a small stream in the mountains. \
The water comes down past the old houses and goes under the bridge. In the evening people watch the boats."
scene 2 0x7a3b2e "The train" "This is the story of a train. It leaves the city early in the morning. \
The children look out of the window. Behind the hills they can see the ocean. The train will stop in every village."
scene 3 0x8a6a1d "The bread" "This is the story of bread. Good bread needs only flour and water and salt. \
Then you have to wait until the morning. Soon the whole kitchen will smell of fresh bread."
scene 4 0x2e6b3a "Your turn" "Now you can look for any word. Find the bridge or the ocean or the bread. \
Play that moment and share it with your friends."

ffmpeg -v error -y -f concat -safe 0 -i "$work/scenes" -map_metadata -1 -fflags +bitexact \
    -c:v libx264 -preset veryslow -tune stillimage -crf 28 -g 20 -pix_fmt yuv420p \
    -c:a aac -b:a 40k -ac 1 -movflags +faststart sample.mp4
