// What is typed into a review is kept in this tab until it is saved: a cut network or a new sign-in loses nothing.
(() => {
  const name = (about, claim) => `yiju-draft ${about} ${claim}`;
  const read = (about, claim) => {
    try {
      return JSON.parse(sessionStorage.getItem(name(about, claim))) || {};
    } catch {
      return {};
    }
  };
  const put = (about, claim, changes) => {
    try {
      sessionStorage.setItem(name(about, claim), JSON.stringify({ ...read(about, claim), ...changes }));
    } catch {
      // Storage is full or forbidden: the page works without.
    }
  };
  const drop = (about, claim) => sessionStorage.removeItem(name(about, claim));
  const of = (about) => {
    const start = name(about, "");
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(start));
    return Object.fromEntries(keys.map((key) => [key.slice(start.length), read(about, key.slice(start.length))]));
  };
  window.yijuDrafts = { put, drop, of };
  document.addEventListener(
    "input",
    ({ target }) => {
      const { draft, claim, field } = target.dataset ?? {};
      if (draft && field) put(draft, claim ?? "", { [field]: target.value });
    },
    true,
  );
})();
