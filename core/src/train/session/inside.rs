//! The session's looks inside the network: the latest inspection asked for and a survey, beside training.

use super::{Outgoing, Session, floats};
use crate::train::evaluate::Snapshot;
use crate::train::inspect;
use crate::train::inspect::inspect;
use crate::train::reconstruct::{Decoding, Reconstructor};
use crate::train::scan::{Projection, ScanJob};
use playground_experiment::protocol::Event;
use playground_experiment::protocol::inside::InspectRequest;

/// What is asked for, and the plane of the last survey.
#[derive(Default)]
pub(super) struct Looks {
    inspection: Option<(u32, InspectRequest, Vec<f32>)>,
    survey: Option<ScanJob>,
    plotted: Option<Projection>,
    reconstruction: Option<Reconstructor>,
    decoding: Option<Decoding>,
}

impl Looks {
    /// What was asked for is given up.
    pub(super) fn give_up(&mut self) {
        (self.inspection, self.survey) = (None, None);
        (self.reconstruction, self.decoding) = (None, None);
    }
}

impl Session {
    /// Takes up a request to look at the network; the latest replaces the one before.
    pub(super) fn want_inspection(
        &mut self,
        request: u32,
        wish: InspectRequest,
        bulk: &[u8],
    ) -> Result<(), String> {
        let pixels = floats(bulk);
        inspect::check(self.trainer()?, &wish, &pixels)?;
        self.looks.inspection = Some((request, wish, pixels));
        Ok(())
    }

    /// Begins a survey; the latest replaces the one before.
    pub(super) fn want_survey(&mut self, request: u32, images: u32) -> Result<(), String> {
        self.looks.survey = Some(ScanJob::new(self.trainer()?, request, images)?);
        Ok(())
    }

    /// Takes up a request for reconstructions; the latest replaces the one before.
    pub(super) fn want_reconstruction(&mut self, request: u32) -> Result<(), String> {
        self.looks.reconstruction = Some(Reconstructor::new(self.trainer()?, request)?);
        Ok(())
    }

    /// Takes up a place to be decoded; the latest replaces the one before.
    pub(super) fn want_decoding(&mut self, request: u32, place: (f32, f32)) -> Result<(), String> {
        let plane = self.looks.plotted.as_ref().map(|plotted| &plotted.plane);
        self.looks.decoding = Some(Decoding::new(self.trainer()?, plane, request, place)?);
        Ok(())
    }

    /// Whether a look is asked for and can be had.
    pub(super) fn looks_wait(&self) -> bool {
        let survey = self.looks.survey.as_ref();
        let pairs = self.looks.reconstruction.as_ref();
        self.looks.inspection.is_some()
            || self.looks.decoding.is_some()
            || pairs.is_some_and(|r| r.ready(&self.supply))
            || survey.is_some_and(|s| s.ready(&self.supply))
    }

    /// Answers the inspection asked for and goes on with the survey, until `end`.
    pub(super) async fn look_inside(
        &mut self,
        end: f64,
        now: &dyn Fn() -> f64,
    ) -> Result<(), String> {
        if let (Some(trainer), Some((request, wish, pixels))) =
            (&self.trainer, self.looks.inspection.take())
        {
            let (snapshot, plotted) = (
                Snapshot::of(trainer).asked(request),
                self.looks.plotted.as_ref(),
            );
            let (head, bulk) = inspect(&snapshot, request, &wish, &pixels, plotted).await?;
            let event = Event::Inspected(head);
            (self.sink)(Outgoing { event, bulk });
        }
        self.show_images().await?;
        let Some(survey) = &mut self.looks.survey else {
            return Ok(());
        };
        if !survey.ready(&self.supply) {
            return Ok(());
        }
        let before = self.looks.plotted.as_ref().map(|plotted| &plotted.plane);
        if survey.slice(&self.supply, before, &|| now() >= end).await?
            && let Some(done) = self.looks.survey.take()
        {
            let (event, bulk, plotted) = done.result();
            self.looks.plotted = plotted;
            (self.sink)(Outgoing { event, bulk });
        }
        Ok(())
    }

    /// Answers what is asked of an autoencoder: a place to be decoded, images to be given back.
    async fn show_images(&mut self) -> Result<(), String> {
        let Some(trainer) = &self.trainer else {
            return Ok(());
        };
        if let Some(decoding) = self.looks.decoding.take() {
            let (event, bulk) = decoding.carry_out(&Snapshot::of(trainer)).await?;
            (self.sink)(Outgoing { event, bulk });
        }
        let ready = |wanted: &mut Reconstructor| wanted.ready(&self.supply);
        if let Some(wanted) = self.looks.reconstruction.take_if(ready) {
            let (event, bulk) = wanted
                .carry_out(&Snapshot::of(trainer), &self.supply)
                .await?;
            (self.sink)(Outgoing { event, bulk });
        }
        Ok(())
    }
}
