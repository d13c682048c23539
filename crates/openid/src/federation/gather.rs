use domain::Timestamp;
use http::StatusCode;
use protocol::federation::{
    Anchor, Chain, ChainError, EntityId, MAX_CHAIN, PolicyError, Statement, StatementError,
};
use url::Url;
use web::{Fetch, FetchError};

/// Why no chain could be gathered.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    #[error("{0} cannot be asked: {1}")]
    Fetch(EntityId, #[source] FetchError),
    #[error("the configuration of {0} is not right: {1}")]
    Configuration(EntityId, #[source] StatementError),
    #[error("{0} answers what is no statement")]
    Malformed(EntityId),
    #[error("{0} does not vouch for it")]
    NotVouched(EntityId),
    #[error("no chain leads to the trust anchor")]
    NoPath,
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl GatherError {
    /// Whether asking again later may help: nobody said no, somebody was not there.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Fetch(_, FetchError::Timeout | FetchError::Unreachable(_)))
            || matches!(self, Self::Fetch(_, FetchError::Status(status)) if status.is_server_error())
    }

    /// Whether a superior was asked and said no: it vouches no longer, or not for what the entity
    /// says that it is. Anything else may be the entity's own mistake, or somebody's on the way.
    pub fn is_refusal(&self) -> bool {
        let refused = |error: &ChainError| {
            matches!(error, ChainError::Constraint | ChainError::Policy(PolicyError::Violation(_)))
        };
        match self {
            Self::NotVouched(_) => true,
            Self::Chain(error) => refused(error),
            _ => false,
        }
    }
}

/// No federation of a country is so deep or so wide; a hostile entity could name superiors without
/// end, each a call from here to wherever it points.
const MAX_ASKED: usize = 24;

/// A way up that was found so far: statements, and the configuration of the entity at its top.
struct Path {
    links: Vec<String>,
    passed: Vec<EntityId>,
    top: Statement,
}

/// Gathers and verifies a chain from `subject` to the anchor (OpenID Federation 1.0, section 10.1).
/// What is fetched only says where to go on; what it proves is decided by [`Chain::validate`].
pub async fn gather(
    fetch: &Fetch,
    subject: &EntityId,
    anchor: &Anchor,
    now: Timestamp,
) -> Result<Chain, GatherError> {
    let mut asker = Asker { fetch, asked: 0, now };
    let own = asker.configuration(subject).await?;
    if *subject == anchor.id {
        return Ok(Chain::validate(&[own.jwt().to_owned()], anchor, now)?);
    }
    let mut failed = GatherError::NoPath;
    let mut paths =
        vec![Path { links: vec![own.jwt().to_owned()], passed: vec![subject.clone()], top: own }];
    while let Some(path) = paths.pop() {
        for superior in path.top.authority_hints() {
            if path.passed.contains(superior) || path.links.len() + 2 > MAX_CHAIN {
                continue;
            }
            match asker.step(&path, superior).await {
                Ok(above) if *superior == anchor.id => {
                    let links = [above.links, vec![above.top.jwt().to_owned()]].concat();
                    match Chain::validate(&links, anchor, now) {
                        Ok(chain) => return Ok(chain),
                        Err(error) => failed = error.into(),
                    }
                }
                Ok(above) => paths.push(above),
                Err(error) => failed = error,
            }
        }
    }
    Err(failed)
}

struct Asker<'a> {
    fetch: &'a Fetch,
    asked: usize,
    now: Timestamp,
}

impl Asker<'_> {
    /// One level up: what `superior` says of itself and of the entity at the top of the path.
    async fn step(&mut self, path: &Path, superior: &EntityId) -> Result<Path, GatherError> {
        let top = self.configuration(superior).await?;
        let malformed = || GatherError::Malformed(superior.clone());
        let endpoint = top.endpoint("federation_fetch_endpoint").ok_or_else(malformed)?;
        let mut url = Url::parse(endpoint).map_err(|_| malformed())?;
        url.query_pairs_mut().append_pair("sub", path.top.subject().as_str());
        let vouching = self.get(superior, &url).await.map_err(|error| match error {
            GatherError::Fetch(_, FetchError::Status(StatusCode::NOT_FOUND)) => {
                GatherError::NotVouched(superior.clone())
            }
            error => error,
        })?;
        Ok(Path {
            links: [path.links.clone(), vec![vouching]].concat(),
            passed: [path.passed.clone(), vec![superior.clone()]].concat(),
            top,
        })
    }

    async fn configuration(&mut self, entity: &EntityId) -> Result<Statement, GatherError> {
        let url = Url::parse(&entity.configuration_url())
            .map_err(|_| GatherError::Malformed(entity.clone()))?;
        let text = self.get(entity, &url).await?;
        let statement = Statement::configuration(&text, self.now)
            .map_err(|error| GatherError::Configuration(entity.clone(), error))?;
        if statement.subject() == entity {
            Ok(statement)
        } else {
            Err(GatherError::Malformed(entity.clone()))
        }
    }

    async fn get(&mut self, entity: &EntityId, url: &Url) -> Result<String, GatherError> {
        self.asked += 1;
        if self.asked > MAX_ASKED {
            return Err(GatherError::NoPath);
        }
        let answer = self.fetch.get(url).await;
        let answer = answer.map_err(|error| GatherError::Fetch(entity.clone(), error))?;
        let text = std::str::from_utf8(&answer.body);
        text.map(|text| text.trim().to_owned()).map_err(|_| GatherError::Malformed(entity.clone()))
    }
}
