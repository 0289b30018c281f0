// `test/page/appearance.page.ts` evaluates this text in the browser, then calls the function.

globalThis.faintTexts = (minContrast) => {
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);

  /** Relative luminance as WCAG defines it. */
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  const backgroundOf = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    const isOpaque = channels(backgroundColor)[3] !== 0;
    return isOpaque || !element.parentElement ? backgroundColor : backgroundOf(element.parentElement);
  };

  const contrastOf = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    const color = element instanceof SVGElement ? style.fill : style.color;
    const [dark, light] = [luminance(color), luminance(backgroundOf(element))].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  const hasText = (element) =>
    [...element.childNodes].some(
      ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent.trim(),
    );
  const visible = [...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility());
  const texts = visible.filter(hasText).map((element) => [element.textContent, contrastOf(element)]);
  const placeholders = visible
    .filter(({ placeholder }) => placeholder)
    .map((element) => [`placeholder ${element.placeholder}`, contrastOf(element, '::placeholder')]);
  const measured = [...texts, ...placeholders];
  const faint = measured.filter(([, contrast]) => !(contrast >= minContrast));
  return {
    measured: measured.map(([text]) => text),
    faint: faint.map(([text, contrast]) => `${text}: ${contrast}`),
  };
};
