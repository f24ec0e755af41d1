// Buttons that copy what stands in the element that they name. Without a script they are not shown.

for (const button of document.querySelectorAll("button[data-copies]")) {
  const [words, label] = [button.textContent, button.ariaLabel];
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    button.textContent = button.ariaLabel = "Copied";
    setTimeout(() => ([button.textContent, button.ariaLabel] = [words, label]), 1500);
  });
}
