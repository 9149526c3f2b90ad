import type { Sentences } from "./template";

/** Errors of jurors' seats. */
const SEATS: Sentences = {
  CourtSeatTaken: { sentence: "{juror} sits at position {position}" },
  CourtNoSuchSeat: {
    sentence: "nobody sits at position {position} of the bench, which has {seats} positions",
  },
  CourtNotJuror: { sentence: "{caller} does not sit at position {position}; {juror} does" },
  CourtSeatBusy: {
    sentence:
      "the seat at position {position} was drawn for {cases} open cases, which must end first",
    isRetryable: true,
  },
  CourtTooManySeats: { sentence: "{count} seats are more than the {limit} that one call can take" },
  CourtVacanciesFirst: {
    sentence:
      "position {position} would be a new seat, and the bench has {vacancies} vacancies to take first",
    isRetryable: true,
  },
  CourtDrawPending: {
    sentence:
      "{undrawn} cases wait for their jury to be drawn from this bench; no seat moves meanwhile",
    isRetryable: true,
  },
  CourtSeatWhole: { sentence: "the seat at position {position} has lost nothing to restore" },
  CourtInvalidSeatStake: {
    sentence: "a seat's stake of {seatStake:weft} is below one WEFT",
  },
  CourtNothingToClaim: {
    sentence: "the court owes {account} nothing; what seats earned must be banked first",
  },
};

/** Errors of cases. */
const CASES: Sentences = {
  CourtInvalidTerms: {
    sentence:
      "no case can be held on terms {terms:word}: draw and commitments take an hour to three days, answer and votes 15 minutes to three days, the jury is 3 or 5, and the bond pays it",
  },
  CourtNoSuchCase: { sentence: "case {caseId:word} has ended, or never was" },
  CourtWrongStage: { sentence: "case {caseId:word} is not at this step" },
  CourtWrongFile: { sentence: "{file:short} is not the hash of the file of case {caseId:word}" },
  CourtTooLate: {
    sentence: "the step of case {caseId:word} had time until {until:time}; it is {time:time}",
  },
  CourtTooEarly: {
    sentence: "the step of case {caseId:word} has time until {until:time}; it is {time:time}",
    isRetryable: true,
  },
  CourtWrongBlock: {
    sentence:
      "this is not the header of block {target}, which sets the draw, or the chain no longer knows its hash",
    isRetryable: true,
  },
  CourtBlockStands: {
    sentence: "block {target}, which sets the draw, is still ahead, or can still be proven",
    isRetryable: true,
  },
  CourtTooFewJurors: {
    sentence: "only {found} seats of the bench can judge the case; {needed} are needed",
  },
  CourtNoSuchJuror: { sentence: "the jury of case {caseId:word} has no place {ordinal}" },
  CourtInvalidVote: {
    sentence:
      "{vote} is no vote: it is for the defendant, for the plaintiff, or that it cannot be judged",
  },
  CourtAlreadyRevealed: {
    sentence: "the vote at place {ordinal} of case {caseId:word} was shown already",
  },
  CourtWrongReveal: {
    sentence:
      "vote, salt and sender are not what was committed to at place {ordinal} of case {caseId:word}",
  },
};

/** Errors of the court. */
export const COURT_SENTENCES: Sentences = { ...SEATS, ...CASES };
