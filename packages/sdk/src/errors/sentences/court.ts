import type { Sentences } from "./template";

/** Errors of jurors' seats. */
const SEATS: Sentences = {
  CourtSeatTaken: {
    sentence: "{juror} sits at position {position}",
    remedy: "take another position",
  },
  CourtNoSuchSeat: {
    sentence: "nobody sits at position {position} of the bench, which has {seats} positions",
    remedy: "read the bench again and name a seat that is taken",
  },
  CourtNotJuror: {
    sentence: "{caller} does not sit at position {position}; {juror} does",
    remedy: "call as the juror of that seat",
  },
  CourtSeatBusy: {
    sentence:
      "the seat at position {position} was drawn for {cases} open cases, which must end first",
    isRetryable: true,
    remedy: "wait for the cases of the seat to end",
  },
  CourtTooManySeats: {
    sentence: "{count} seats are more than the {limit} that one call can take",
    remedy: "name fewer seats in one call",
  },
  CourtVacanciesFirst: {
    sentence:
      "position {position} would be a new seat, and the bench has {vacancies} vacancies to take first",
    isRetryable: true,
    remedy: "take a vacant position",
  },
  CourtDrawPending: {
    sentence:
      "{undrawn} cases wait for their jury to be drawn from this bench; no seat moves meanwhile",
    isRetryable: true,
    remedy: "draw the juries that wait, then move seats",
  },
  CourtSeatWhole: {
    sentence: "the seat at position {position} has lost nothing to restore",
    remedy: "nothing is left to restore",
  },
  CourtInvalidSeatStake: {
    sentence: "a seat's stake of {seatStake:weft} is below one WEFT",
    remedy: "deploy with a stake of one WEFT or more for a seat",
  },
  CourtNothingToClaim: {
    sentence: "the court owes {account} nothing; what seats earned must be banked first",
    remedy: "bank what seats earned, then claim",
  },
};

/** Errors of cases. */
const CASES: Sentences = {
  CourtInvalidTerms: {
    sentence:
      "no case can be held on terms {terms:word}: draw and commitments take an hour to three days, answer and votes 15 minutes to three days, the jury is 3 or 5, and the bond pays it",
    remedy: "build the terms with packCourtTerms, within the bounds named",
  },
  CourtNoSuchCase: {
    sentence: "case {caseId:word} has ended, or never was",
    remedy: "read the case again; nothing can be done in one that has ended",
  },
  CourtWrongStage: {
    sentence: "case {caseId:word} is not at this step",
    remedy: "do what the step of the case is for",
  },
  CourtWrongFile: {
    sentence: "{file:short} is not the hash of the file of case {caseId:word}",
    remedy: "bring the file from the event that filed the case",
  },
  CourtTooLate: {
    sentence: "the step of case {caseId:word} had time until {until:time}; it is {time:time}",
    remedy: "move the case on to its next step",
  },
  CourtNoTimeToDraw: {
    sentence:
      "a jury of case {caseId:word} can be drawn until {until:time}; at {time:time} no block can be named that comes before",
    remedy: "wait until the time of the draw is over, and close the case as undecided",
  },
  CourtTooEarly: {
    sentence: "the step of case {caseId:word} has time until {until:time}; it is {time:time}",
    isRetryable: true,
    remedy: "wait until the time of the step is over",
  },
  CourtWrongBlock: {
    sentence:
      "this is not the header of block {target}, which sets the draw, or the chain no longer knows its hash",
    isRetryable: true,
    remedy:
      "bring the header of that block while the chain knows its hash, or have another named for half a bond (rearm)",
  },
  CourtBlockStands: {
    sentence: "block {target}, which sets the draw, is still ahead, or can still be proven",
    isRetryable: true,
    remedy: "wait for the block and prove it, or until it can no longer be proven",
  },
  CourtTooFewJurors: {
    sentence: "only {found} seats of the bench can judge the case; {needed} are needed",
    remedy: "take seats, or close the case when its time is over",
  },
  CourtNoSuchJuror: {
    sentence: "the jury of case {caseId:word} has no place {ordinal}",
    remedy: "name a place that the jury has",
  },
  CourtInvalidVote: {
    sentence:
      "{vote} is no vote: it is for the defendant, for the plaintiff, or that it cannot be judged",
    remedy: "vote for one of the three",
  },
  CourtAlreadyRevealed: {
    sentence: "the vote at place {ordinal} of case {caseId:word} was shown already",
    remedy: "nothing is left to show",
  },
  CourtWrongReveal: {
    sentence:
      "vote, salt and sender are not what was committed to at place {ordinal} of case {caseId:word}",
    remedy: "show the vote with the salt that was kept, as the juror who committed",
  },
};

/** Errors of the court. */
export const COURT_SENTENCES: Sentences = { ...SEATS, ...CASES };
