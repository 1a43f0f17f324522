// Shift three times, alone, leaves: a Shift that makes a capital letter or a shortcut does not count.
// `counted` is told each number, and 0 when it begins anew; our own pages and the widget on other sites use it alike.

export function onThreeShifts(counted, leave) {
  let presses = 0;
  let alone = false;
  let forget;

  function count(number) {
    if (!number && !presses) return;
    presses = number;
    counted(number);
    clearTimeout(forget);
    if (number) forget = setTimeout(count, 5000, 0);
  }

  function other() {
    alone = false;
    count(0);
  }

  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") return other();
    if (!event.repeat) alone = !(event.ctrlKey || event.altKey || event.metaKey);
  }, true);

  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    count(presses + 1);
    if (presses === 3) leave();
  }, true);

  addEventListener("pointerdown", other, true);
}
