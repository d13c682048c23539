/** The statistics office, and a publication of it. */

import { ServerPage } from "./server-page.js";

export class Office extends ServerPage {
  constructor(page, country, language) {
    super(page, "beffroi", language);
    this.address = country.parties.figures.url;
    this.language = language;
  }

  /** Waits until the figures are there that a new country makes of itself. */
  async published(year) {
    const link = this.link("figures-title", { year });
    for (let seconds = 0; seconds < 90; seconds += 1) {
      await this.page.goto(this.address);
      await this.arrive("office-title");
      if (await link.isVisible()) return link;
      await this.says("office-coming").or(this.says("figures-fiction").first()).waitFor();
      await this.page.waitForTimeout(1_000);
    }
    throw new Error(`the figures of ${year} are not published in time`);
  }

  /** At the publication itself: the office's own page has the same heading over each. */
  async arriveAtFigures(year) {
    await this.page.waitForURL(new RegExp(`/publications/${year}/${this.language}\\.html$`));
    await this.heading("figures-title", { year }).waitFor();
  }

  section(key) {
    return this.page.getByRole("region", { name: this.words(key), exact: true });
  }
}
