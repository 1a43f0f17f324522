// A button that copies what stands in an element of the page. It is shown where the browser can do that.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  const words = button.textContent;
  button.addEventListener("click", async () => {
    const copied = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(copied.textContent);
    } catch {
      getSelection().selectAllChildren(copied); // the browser said no: the visitor's own keys can copy it
      return;
    }
    button.textContent = button.dataset.copied;
    document.dispatchEvent(new CustomEvent("say", { detail: { text: button.dataset.copied } }));
    setTimeout(() => { button.textContent = words; }, 3000);
  });
}
