import { CardPage } from "../pages/card.js";
import { look } from "../support/look.js";
import { pagesOf } from "../support/logging-in.js";
import { stories } from "../support/story.js";

/** A gateway that cannot reach its neighbours: their addresses are private, and it may not go there. */
const story = stories({
  configure: {
    gateway: (settings) => settings.replace("allow_private = true", "allow_private = false"),
  },
});

for (const language of ["nl", "fr", "de", "en"]) {
  story(
    `a card of which nobody says whether it is good is refused, in ${language}`,
    async (cast) => {
      const { country } = cast;
      const somebody = cast.person(language === "en" ? "nl" : language);
      const computer = await cast.computer({ language });
      const { gateway } = pagesOf(computer.page, country, language);
      await computer.page.goto(gateway.address);
      await gateway.button("front-see").click();
      await gateway.card().click();
      const card = new CardPage(computer.page, language);
      await card.read();
      await card.present(somebody.cards.find(({ which }) => which === "current"));
      await gateway.says("notice-card_no_answer").waitFor();
      await look(computer.page, `gateway-card-no-answer.${language}`);
    },
  );
}
