import { CardPage } from "../pages/card.js";
import { pagesOf } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();

async function signIn(computer, country, somebody) {
  const { page, language } = computer;
  const { gateway } = pagesOf(page, country, language);
  await page.goto(gateway.address);
  await gateway.button("front-see").click();
  await gateway.card().click();
  const card = new CardPage(page, language);
  await card.read();
  await card.present(somebody.cards.find((one) => one.which === "current"));
  return gateway;
}

for (const language of ["nl", "fr", "de", "en"]) {
  story(`a person says that a login was not theirs, in ${language}`, async (cast) => {
    const computer = await cast.computer({ language });
    const { page } = computer;
    const somebody = cast.person("nl");
    const gateway = await signIn(computer, cast.country, somebody);
    await gateway.arrive("own-title");
    const dispute = gateway.words("own-trail-dispute");
    await page
      .getByRole("link", { name: new RegExp(`^${dispute}`) })
      .first()
      .click();
    await gateway.arrive("dispute-title");
    await look(page, `gateway-dispute.${language}`);
    await gateway.button("dispute-confirm").click();
    await gateway.arrive("disputed-title");
    await gateway.says("disputed-card").waitFor();
    await look(page, `gateway-disputed.${language}`);
    // The card that was used, whoever holds it, opens nothing any more.
    await gateway.link("disputed-home").click();
    await signIn(computer, cast.country, somebody);
    await gateway.arrive("refused-method_blocked-title");
    await look(page, `gateway-method-blocked.${language}`);
  });
}
