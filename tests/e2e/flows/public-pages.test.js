import { look } from "../support/look.js";
import { pagesOf, scanWith } from "../support/logging-in.js";
import { stories } from "../support/story.js";

const story = stories();

/** The pages that anybody can open, and those that say that something is wrong. */
const PAGES = [
  ["start", "", "start"],
  ["bank", "", "bank-front"],
  ["cards", "", "cards-front"],
  ["health", "", "health-front"],
  ["health", "callback?code=x&state=y", "health-foreign"],
  ["health", "summary", "health-over"],
  ["gateway", "", "gateway-front"],
  ["gateway", "login/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "gateway-unknown-login"],
  ["gateway", "authorize?client_id=nobody", "gateway-denied"],
  ["gateway", "logout", "gateway-logout"],
  ["gateway", "nowhere", "gateway-not-found"],
  ["gateway", "receipts", "gateway-receipts"],
  ["gateway", "disputes/AAAAAAAAAAAAAAAAAAAAAA", "gateway-no-dispute"],
  ["mobile", "", "mobile-front"],
  ["mobile", "receipts", "mobile-receipts"],
  ["mobile", "enrol", "mobile-enrol"],
  ["mobile", "enrol/phones", "mobile-enrol-over"],
  ["mobile", "authorize?client_id=nobody", "mobile-denied"],
  ["mobile", "request/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "mobile-unknown"],
];

for (const language of ["nl", "fr", "de", "en"]) {
  story(`public pages and pages of trouble, in ${language}`, async (cast) => {
    const { country } = cast;
    const computer = await cast.computer({ language });
    for (const [party, path, name] of PAGES) {
      const address = country.parties[party]?.url ?? country.startPage;
      await computer.page.goto(new URL(path, address).href);
      await computer.page.locator(`html[lang=${language}] h1`).waitFor();
      await look(computer.page, `${name}.${language}`);
    }
  });
}

story("what is over says so when somebody goes back to it", async (cast) => {
  const computer = await cast.computer();
  const { health, gateway, service } = pagesOf(computer.page, cast.country, "nl");
  await health.logIn();
  await gateway.arriveAtChooser(service);
  const chooser = computer.page.url();
  await gateway.button("choose-cancel", { service }).click();
  await health.arrive("sign-in-cancelled-title");
  await computer.page.goto(chooser);
  await gateway.arrive("over-title");
  await look(computer.page, "gateway-over");
});

story("the gateway's own pages show a person's logins", async (cast) => {
  const somebody = cast.person("nl");
  const phone = await cast.enrolled(somebody);
  const computer = await cast.computer();
  const { gateway, request } = pagesOf(computer.page, cast.country, "nl");
  await computer.page.goto(gateway.address);
  await gateway.button("front-see").click();
  await gateway.app().click();
  await request.arrive();
  const digits = await scanWith(phone, request, cast.browser);
  await phone.app.approve({ match: digits });
  await gateway.arrive("own-title");
  await look(computer.page, "gateway-own");
});
