// Draw the diagrams with Mermaid's own themes, as GitHub does, and again when the reader changes the colours.
// The theme's own way of drawing paints the text of our light boxes light in the dark.
let drawing = Promise.resolve();
let drawings = 0;

async function draw() {
  const dark = document.body.getAttribute("data-md-color-scheme") === "slate";
  mermaid.initialize({ startOnLoad: false, theme: dark ? "dark" : "default" });
  // Mermaid measures text where it draws, and a phone is too narrow for that.
  const canvas = document.createElement("div");
  canvas.style = "position: absolute; left: -100rem; width: 60rem";
  document.body.append(canvas);
  for (const text of document.querySelectorAll("pre.diagram")) {
    // Mermaid finds its picture by the name, so an earlier drawing must not have it.
    const { svg } = await mermaid.render(`diagram-${++drawings}`, text.textContent, canvas);
    let picture = text.nextElementSibling;
    if (!picture?.matches("div.diagram")) {
      picture = document.createElement("div");
      picture.className = "diagram";
      text.after(picture);
      text.hidden = true;
    }
    picture.innerHTML = svg;
    // On a phone, a large diagram scrolls: its words stay legible.
    const drawn = picture.querySelector("svg");
    drawn.style.minWidth = `${drawn.viewBox.baseVal.width * 0.6}px`;
  }
  canvas.remove();
}

function drawAgain() {
  drawing = drawing.then(draw);
}

drawAgain();
new MutationObserver(drawAgain).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
