// What shared pages do besides what they do without script: wait, stop and loop, go to a moment, copy, try again.

const POLL_MILLISECONDS = 1000;

/** Ask how far the cutting is, and show the page anew when it has ended. */
function wait(notice) {
  const bar = notice.querySelector("progress");
  const ask = async () => {
    try {
      const answer = await fetch(notice.dataset.stateUrl, { cache: "no-store" });
      const isBusy = answer.status === 429 || answer.status >= 500;
      const state = isBusy ? null : await answer.json();
      if (state && state.status !== "working") return location.reload();
      if (state) bar.value = state.progress;
    } catch {
      // The network or the server is away for a moment, or busy: ask on.
    }
    setTimeout(ask, POLL_MILLISECONDS);
  };
  setTimeout(ask, POLL_MILLISECONDS);
}

/** Stop at the clip's end, or begin anew where it loops: a file may end up to three frames late. */
function stopAtEnd(player) {
  const end = Number(player.dataset.end);
  player.addEventListener("timeupdate", () => {
    if (player.paused || player.currentTime < end) return;
    if (player.loop) player.currentTime = 0;
    else player.pause();
  });
  player.addEventListener("play", () => {
    if (player.currentTime >= end) player.currentTime = 0;
  });
}

function offerLoop(button, player) {
  button.hidden = false;
  button.addEventListener("click", () => {
    player.loop = !player.loop;
    button.setAttribute("aria-pressed", String(player.loop));
    if (player.loop && player.paused) player.play();
  });
}

/** Say that the file does not come, and go on where it was at another try. */
function offerAgain(notice, player) {
  const tell = () => (notice.hidden = false);
  if (player.error) tell();
  player.addEventListener("error", tell);
  notice.querySelector("button").addEventListener("click", () => {
    const place = player.currentTime;
    notice.hidden = true;
    player.focus();
    player.load();
    player.currentTime = place;
    player.play().catch(() => undefined); // the browser wants a press on the player, or it does not come again
  });
}

function offerCopy(button) {
  const field = document.getElementById(button.dataset.copies);
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // pages without HTTPS have no clipboard of their own
    }
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = words), 2000);
  });
}

function offerSeek(button, player) {
  button.hidden = false;
  button.addEventListener("click", () => {
    player.currentTime = Number(button.dataset.seeks);
    player.play();
  });
}

document.querySelectorAll("[data-state-url]").forEach(wait);
document.querySelectorAll("[data-end]").forEach(stopAtEnd);
document.querySelectorAll("[data-lost]").forEach((notice) => offerAgain(notice, document.querySelector("[data-end]")));
document.querySelectorAll("[data-copies]").forEach(offerCopy);
document.querySelectorAll("[data-loops]").forEach((button) => offerLoop(button, document.querySelector("[data-end]")));
document.querySelectorAll("[data-seeks]").forEach((button) => offerSeek(button, document.querySelector("[data-end]")));
