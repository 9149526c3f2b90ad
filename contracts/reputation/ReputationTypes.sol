// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The record of a provider in one resource class, as it is stored: the one slot that another chain can be
/// shown a proof of.
///
/// ```
/// bits     field
/// 0-55     good         uint56, weight of accepted jobs, as of `updatedAt`
/// 56-111   bad          uint56, weight of faults, as of `updatedAt`
/// 112-151  updatedAt    uint40, unix second
/// 152-167  late         uint16, jobs without a result, or handed back late
/// 168-183  wrong        uint16, jobs with a wrong result
/// 184-199  voided       uint16, jobs that nobody could judge, or handed back in time
/// 200-255  untallied    uint56, weight of accepted jobs that does not count for an epoch yet
/// ```
///
/// Weights are in 1e-9 WEFT. Every field stops at its largest value. Zero where there is no record.
type RecordWord is uint256;

/// @notice A record as of now.
struct Record {
    /// Weight of accepted jobs, in 1e-9 WEFT, decayed.
    uint256 good;
    /// Weight of faults, in 1e-9 WEFT, decayed.
    uint256 bad;
    uint256 late;
    uint256 wrong;
    uint256 voided;
}

/// @notice The record of a client.
struct ClientRecord {
    /// Weight of the fees in its accepted jobs, in 1e-9 WEFT, decayed.
    uint56 paid;
    /// Unix second of the latest change.
    uint40 updatedAt;
    /// Accepted jobs brought.
    uint32 jobs;
    /// Weight of the fees in all of them, in 1e-9 WEFT, not decayed.
    uint128 total;
}

/// @notice What became of a job that was brought.
enum Brought {
    /// It is in the record now.
    Recorded,
    /// It was brought before.
    AlreadyBrought,
    /// Its market, verifier and token are no source, or were none at its deadline, or it paid no fee.
    Weightless,
    /// It did not end, is forgotten, or ended in a way that its market records.
    NotToBring,
    /// Its verifier does not say how many units were accepted.
    NoVerdict
}
