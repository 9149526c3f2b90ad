// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofSystem} from "./IProofSystem.sol";

/// @title Groth16ProofSystem
/// @notice Checks Groth16 proofs (Jens Groth, "On the Size of Pairing-based Non-interactive Arguments", 2016) over
/// BN254 with the precompiles of EIP-196 and EIP-197. Holds nothing: one contract serves every circuit.
///
/// A program is the Keccak-256 hash of the circuit's verification key, and the key comes with each proof: nobody
/// deploys anything for a circuit. A proof is the following, in words of 32 bytes; G2 coordinates imaginary part
/// first, as the precompile has them:
///
/// ```
/// words   what
/// 0-7     A (G1: x, y), B (G2: x1, x0, y1, y0), C (G1)
/// 8-21    the key: alpha (G1), beta, gamma, delta (G2),
/// 22-     and one point (G1) more than there are signals
/// ```
///
/// The public signals of a circuit are its outputs, then the job's id, then the digest of its input: what circom
/// makes of `component main {public [job, input]}`. Every public value is one word and one signal. Keys under which
/// the job's id or the digest count for nothing are refused, and so are those under which anybody could prove anything:
/// with gamma or delta at infinity, or the same but for the sign.
///
/// Safety: whoever knows the secret of a circuit's trusted setup can prove anything under its key; see
/// docs/verification/proof.md. A valid proof can be turned into another of the same statement by anybody; that is
/// harmless, since nothing is keyed by proofs.
contract Groth16ProofSystem is IProofSystem {
    /// @dev Order of the groups: signals are numbers below it.
    uint256 private constant SCALAR_FIELD =
        21888242871839275222246405745257275088548364400416034343698204186575808495617;
    /// @dev Coordinates are numbers below it.
    uint256 private constant BASE_FIELD =
        21888242871839275222246405745257275088696311157297823662689037894645226208583;

    address private constant EC_ADD = address(0x06);
    address private constant EC_MUL = address(0x07);
    address private constant EC_PAIRING = address(0x08);

    uint256 private constant WORD = 32;
    uint256 private constant G1 = 64;
    /// @dev Bytes of A, B and C.
    uint256 private constant PROOF_SIZE = 256;
    /// @dev Bytes of the key before the points of the signals.
    uint256 private constant KEY_HEAD = 448;
    /// @dev Public values that every program has: the job's id and the digest of its input.
    uint256 private constant LEADING_VALUES = 2;

    /// @inheritdoc IProofSystem
    function isValid(
        bytes32 program,
        bytes calldata publicValues,
        bytes calldata proof
    ) external view returns (bool) {
        uint256 signals = publicValues.length / WORD;
        if (signals < LEADING_VALUES || publicValues.length % WORD != 0) return false;
        if (proof.length != PROOF_SIZE + KEY_HEAD + G1 * (signals + 1)) return false;
        bytes calldata key = proof[PROOF_SIZE:];
        if (keccak256(key) != program) return false;
        if (_isForgeable(key)) return false;
        bytes memory sum = _sumOf(key[KEY_HEAD:], publicValues, signals);
        return sum.length == G1 && _isBalanced(proof, key, sum);
    }

    /// @dev The first point plus each other times its signal; nothing where a signal or a point is none.
    function _sumOf(
        bytes calldata points,
        bytes calldata publicValues,
        uint256 signals
    ) private view returns (bytes memory sum) {
        sum = points[:G1];
        for (uint256 i = 0; i < signals; ++i) {
            // Circom lists outputs first, the public values list them last.
            uint256 position = (i + LEADING_VALUES) % signals;
            bytes calldata value = publicValues[position * WORD:(position + 1) * WORD];
            // One number has one spelling, or two outputs would pass for one. Not so a job's id: it is a hash that
            // nobody chooses, the precompile takes it modulo the group's order, and to find a second id with the same
            // remainder is to find a second preimage of 253 bits.
            if (position != 0 && uint256(bytes32(value)) >= SCALAR_FIELD) return "";
            bytes calldata point = points[(i + 1) * G1:(i + 2) * G1];
            // Times infinity, a signal is of no account: a circuit that forgets its job or its input would have one
            // proof for every job.
            if (position < LEADING_VALUES && _isInfinity(point)) return "";
            (bool isPoint, bytes memory product) = EC_MUL.staticcall(abi.encodePacked(point, value));
            if (!isPoint) return "";
            (isPoint, sum) = EC_ADD.staticcall(abi.encodePacked(sum, product));
            if (!isPoint) return "";
        }
    }

    /// @dev Paired with infinity, a point is of no account: without gamma one proof would serve every statement, without
    /// delta C would be of no account. With one x, gamma and delta are equal or opposite, and C can make up for any sum.
    function _isForgeable(bytes calldata key) private pure returns (bool) {
        (bytes calldata gamma, bytes calldata delta) = (key[192:320], key[320:448]);
        bool isGammaNone = _isInfinity(gamma[:G1]) && _isInfinity(gamma[G1:]);
        bool isDeltaNone = _isInfinity(delta[:G1]) && _isInfinity(delta[G1:]);
        return isGammaNone || isDeltaNone || keccak256(gamma[:G1]) == keccak256(delta[:G1]);
    }

    function _isInfinity(bytes calldata point) private pure returns (bool) {
        return bytes32(point[:WORD]) | bytes32(point[WORD:]) == 0;
    }

    /// @dev Whether e(-A, B) e(alpha, beta) e(sum, gamma) e(C, delta) is one. The precompile refuses coordinates out
    /// of range, points off the curve, and points of the twist outside the group.
    function _isBalanced(
        bytes calldata proof,
        bytes calldata key,
        bytes memory sum
    ) private view returns (bool) {
        uint256 y = uint256(bytes32(proof[32:64]));
        if (y >= BASE_FIELD) return false;
        // A point with y = 0 is the one at infinity; its negation becomes a coordinate out of range here, and no
        // honest proof has it for A.
        bytes memory pairs = abi.encodePacked(
            proof[:32],
            BASE_FIELD - y,
            proof[64:192],
            key[:192],
            sum,
            key[192:320],
            proof[192:256],
            key[320:448]
        );
        (bool isPaired, bytes memory answer) = EC_PAIRING.staticcall(pairs);
        // On a chain without the precompile the call succeeds and answers nothing.
        return isPaired && answer.length == WORD && uint256(bytes32(answer)) == 1;
    }
}
