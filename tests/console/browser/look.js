/* What a page is asked in the browser; each function answers plain values. Helpers of tests. */
(() => {
  const root = document.documentElement;

  /* Codes, names of rows, what was typed, and what says its own language are no words of the page. */
  const isApart = (node) => {
    for (let at = node; at; at = at.parentElement) {
      if (/^(SCRIPT|STYLE|CODE|BDI|KBD|TIME|TEXTAREA)$/i.test(at.tagName) || at.dir === 'auto') { return true; }
      if (at !== root && at.lang && at.lang.slice(0, 2) !== root.lang.slice(0, 2)) { return true; }
      if (at.classList && at.classList.contains('typed')) { return true; }
    }
    return false;
  };

  /* Words that a reader sees or hears. */
  const words = () => {
    const found = document.querySelector('main h1 bdi') ? [] : [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const text = walk.currentNode.nodeValue.trim();
      if (text && !isApart(walk.currentNode.parentElement)) { found.push(text); }
    }
    const told = ['aria-label', 'title', 'alt', 'placeholder'];
    for (const each of document.body.querySelectorAll(told.map((name) => `[${name}]`).join())) {
      if (isApart(each)) { continue; }
      for (const name of told) {
        if (each.getAttribute(name)) { found.push(each.getAttribute(name)); }
      }
    }
    return found;
  };

  const isWithin = (node) => node && node !== document.body
    && (/(auto|scroll|hidden|clip)/.test(getComputedStyle(node).overflowX)
      || isWithin(node.parentElement));

  /* What sticks out of the page to the right. */
  const wide = () => {
    const width = root.clientWidth;
    if (root.scrollWidth <= width) { return []; }
    const edge = (each) => Math.round(each.getBoundingClientRect().right);
    return [...document.body.querySelectorAll('*')]
      .filter((each) => edge(each) > width + 1 && !isWithin(each.parentElement))
      .slice(0, 4)
      .map((each) => `${each.tagName}.${each.className} ${edge(each)} ${each.textContent.trim().slice(0, 40)}`);
  };

  /* Opens what is folded away; `close` folds it again. */
  const open = () => {
    for (const each of document.querySelectorAll('details:not([open])')) {
      each.open = true;
      each.dataset.opened = '1';
    }
  };
  const close = () => {
    for (const each of document.querySelectorAll('details[data-opened]')) {
      each.open = false;
      delete each.dataset.opened;
    }
  };

  const told = (node) => {
    const why = [...node.any, ...node.all, ...node.none][0];
    return `${node.html.slice(0, 160)} [${why ? why.message : ''}]`;
  };
  const serious = async () => {
    const found = await axe.run(document, { resultTypes: ['violations'] });
    return found.violations
      .filter((each) => ['serious', 'critical'].includes(each.impact))
      .map((each) => `${each.id}: ${each.nodes.slice(0, 4).map(told).join(' | ')}`);
  };

  const isDrawn = () => !document.querySelector('.htmx-request')
    && [...document.querySelectorAll('script[data-chart]')].every(
      (block) => document.getElementById(`chart-${block.dataset.chart}`).querySelector('svg'));

  return { words, wide, open, close, serious, isDrawn };
})()
