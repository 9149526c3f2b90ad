pragma circom 2.1.6;

include "mimc7_constants.circom";

// MiMC with exponent 7 and 91 rounds over the scalar field of BN254 (Albrecht, Grassi, Rechberger, Roy, Tiessen,
// 2016): a block cipher of four multiplications a round. 7 is the least exponent that is a permutation here and
// 91 = ceil(log_7 of the field's order).
template Mimc7() {
    var ROUNDS = 91;
    var constants[ROUNDS] = mimc7_constants();
    signal input in;
    signal input key;
    signal output out;

    signal base[ROUNDS];
    signal square[ROUNDS];
    signal fourth[ROUNDS];
    signal sixth[ROUNDS];
    signal state[ROUNDS + 1];
    state[0] <== in;
    for (var i = 0; i < ROUNDS; i++) {
        base[i] <== state[i] + key + constants[i];
        square[i] <== base[i] * base[i];
        fourth[i] <== square[i] * square[i];
        sixth[i] <== fourth[i] * square[i];
        state[i + 1] <== sixth[i] * base[i];
    }
    out <== state[ROUNDS] + key;
}

// A hash of exactly n field elements, chained as Miyaguchi and Preneel do. `domain` tells its uses apart.
template Mimc7Hash(n, domain) {
    signal input in[n];
    signal output out;

    component ciphers[n];
    signal chain[n + 1];
    chain[0] <== domain;
    for (var i = 0; i < n; i++) {
        ciphers[i] = Mimc7();
        ciphers[i].in <== in[i];
        ciphers[i].key <== chain[i];
        chain[i + 1] <== ciphers[i].out + chain[i] + in[i];
    }
    out <== chain[n];
}
