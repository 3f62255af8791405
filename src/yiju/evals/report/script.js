(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const cases = [...document.querySelectorAll("details.case")];
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const field = (name) => form.elements.namedItem(name);
  const texts = new Map();
  const textOf = (one) => {
    if (!texts.has(one)) texts.set(one, one.textContent.toLowerCase());
    return texts.get(one);
  };
  const options = [...field("class").options].slice(1);
  function apply() {
    const suite = field("suite").value;
    const kind = field("class").value;
    const text = field("text").value.trim().toLowerCase();
    const wrong = field("wrong").checked;
    const seen = new Set();
    for (const one of options) {
      const fits = !suite || one.dataset.suite === suite;
      one.hidden = one.disabled = !fits || seen.has(one.value);
      if (fits) seen.add(one.value);
    }
    let shown = 0;
    for (const one of cases) {
      const data = one.dataset;
      const fits =
        (!suite || data.suite === suite) &&
        (!kind || data.class === kind) &&
        (!wrong || data.wrong === "1") &&
        (!text || textOf(one).includes(text));
      one.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} / ${cases.length} 例`;
    nothing.hidden = shown > 0;
  }
  function goTo(id) {
    const one = id && document.getElementById(id);
    if (!one || !one.matches("details.case")) return;
    one.hidden = false;
    one.open = true;
    one.scrollIntoView();
  }
  form.addEventListener("input", (event) => {
    if (event.target.name === "suite") field("class").value = "";
    apply();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    if (link.dataset.class) {
      field("suite").value = link.dataset.suite;
      apply();
      field("class").value = link.dataset.class;
      field("wrong").checked = false;
      apply();
    }
    const id = decodeURIComponent(link.hash.slice(1));
    if (id.startsWith("case-")) {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      goTo(id);
    }
  });
  apply();
  goTo(decodeURIComponent(location.hash.slice(1)));
})();
