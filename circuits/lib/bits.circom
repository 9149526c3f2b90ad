pragma circom 2.1.6;

// The bits of a number below 2^n, lowest first. Refuses every other.
template Bits(n) {
    signal input in;
    signal output out[n];

    var sum = 0;
    for (var i = 0; i < n; i++) {
        out[i] <-- (in >> i) & 1;
        out[i] * (out[i] - 1) === 0;
        sum += out[i] * 2 ** i;
    }
    sum === in;
}

// A whole number from -2^(n-1) to 2^(n-1) - 1, moved up to be none below zero. Refuses every other.
template Signed(n) {
    signal input in;
    signal output raised;

    raised <== in + 2 ** (n - 1);
    component bits = Bits(n);
    bits.in <== raised;
}

// Whether a number between -2^n and 2^n - 1 is not below zero. The caller knows that it is in that range.
template IsNotNegative(n) {
    signal input in;
    signal output out;

    component bits = Bits(n + 1);
    bits.in <== in + 2 ** n;
    out <== bits.out[n];
}
