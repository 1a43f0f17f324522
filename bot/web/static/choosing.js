// Easy Swedish on or off, and the conversation on paper.

import { $, say, word } from "./dom.js";
import { log, onMessage } from "./log.js";
import { post } from "./net.js";
import { onStatus } from "./status.js";

const button = $("lattlast");
let unkept = {}; // chosen before there was a conversation: the first message brings it
export const notKept = () => unkept;

function show(easy) {
  button.setAttribute("aria-pressed", String(easy));
  button.value = easy ? "av" : "pa";
  $("lattlast-tips").hidden = !easy;
}

button.addEventListener("click", async (event) => {
  event.preventDefault();
  const easy = button.getAttribute("aria-pressed") !== "true";
  show(easy);
  try {
    const { answer } = await post("/api/easy", { easy });
    unkept = answer.kept ? {} : { easy };
    say(word(easy ? "easy_on" : "easy_off"));
  } catch {
    show(!easy);
    say(word("not_chosen"));
  }
});
onStatus(({ easy, left }) => {
  if (left === null) return;
  unkept = {};
  show(easy);
});

// Under the conversation, where there is one.
const about = () => { $("om-samtalet").hidden = !log.children.length; };
onMessage(about);
about();
$("skriv-ut").hidden = false;
$("skriv-ut").addEventListener("click", () => print());
