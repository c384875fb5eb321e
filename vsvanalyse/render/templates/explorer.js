// A table that a reader moves through: every position was worked out, and is looked up here.
for (const one of document.querySelectorAll("[data-verkenner]")) {
  const positions = JSON.parse(one.querySelector("script").textContent);
  const places = one.querySelector(".knoppen");
  const controls = [...places.querySelectorAll("fieldset, input[type=range]")].map((control) => {
    const radios = [...control.querySelectorAll("input")];
    const names = radios.length ? [] : JSON.parse(control.dataset.knop);
    return {
      count: radios.length || names.length,
      at: () => (radios.length ? radios.findIndex((radio) => radio.checked) : Number(control.value)),
      tell: () => {
        if (!names.length) return;
        const name = names[Number(control.value)];
        control.setAttribute("aria-valuetext", name);
        control.nextElementSibling.textContent = name;
      },
      reset: () => {
        for (const radio of radios) radio.checked = radio.defaultChecked;
        if (names.length) control.value = control.defaultValue;
      },
    };
  });
  const laid = (mark, from, to) => {
    mark.hidden = from === null || to === null || (from === to && !mark.matches(".nul"));
    mark.style.left = `${100 * Math.min(from, to)}%`;
    mark.style.width = `${100 * Math.abs(to - from)}%`;
  };
  const show = () => {
    for (const control of controls) control.tell();
    const [sentence, ...bars] = positions[controls.reduce((at, control) => at * control.count + control.at(), 0)];
    one.querySelector(".zin").textContent = sentence;
    const told = one.querySelectorAll(".maat");
    const lanes = one.querySelectorAll(".baan");
    bars.forEach(([text, interval, nought, end, low = null, high = null], i) => {
      told[i].querySelector("strong").textContent = text;
      told[i].querySelector("small").textContent = interval;
      laid(lanes[i].querySelector(".staaf"), nought, end);
      laid(lanes[i].querySelector(".bereik"), low, high);
      laid(lanes[i].querySelector(".nul"), nought, nought);
    });
  };
  one.addEventListener("input", show);
  places.querySelector("button").addEventListener("click", () => {
    for (const control of controls) control.reset();
    show();
  });
  places.hidden = false;
  show();
}
