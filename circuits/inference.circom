pragma circom 2.1.6;

include "lib/bits.circom";
include "lib/mimc7.circom";

// What the hidden layer makes of the features: weighted sums, none below zero.
template Hidden(features, hidden, zBits) {
    signal input x[features];
    signal input weights[hidden][features];
    signal input biases[hidden];
    signal output out[hidden];

    signal products[hidden][features];
    signal sums[hidden];
    component isActive[hidden];
    for (var i = 0; i < hidden; i++) {
        var sum = biases[i];
        for (var j = 0; j < features; j++) {
            products[i][j] <== weights[i][j] * x[j];
            sum += products[i][j];
        }
        sums[i] <== sum;
        isActive[i] = IsNotNegative(zBits);
        isActive[i].in <== sums[i];
        out[i] <== isActive[i].out * sums[i];
    }
}

// The scores of the classes.
template Scores(hidden, classes) {
    signal input h[hidden];
    signal input weights[classes][hidden];
    signal input biases[classes];
    signal output out[classes];

    signal products[classes][hidden];
    for (var i = 0; i < classes; i++) {
        var sum = biases[i];
        for (var j = 0; j < hidden; j++) {
            products[i][j] <== weights[i][j] * h[j];
            sum += products[i][j];
        }
        out[i] <== sum;
    }
}

// The first class that no other beats.
template Best(classes, scoreBits) {
    signal input scores[classes];
    signal output class;

    signal best[classes];
    signal index[classes];
    component isHigher[classes];
    best[0] <== scores[0];
    index[0] <== 0;
    for (var i = 1; i < classes; i++) {
        isHigher[i] = IsNotNegative(scoreBits);
        isHigher[i].in <== scores[i] - best[i - 1] - 1;
        best[i] <== best[i - 1] + isHigher[i].out * (scores[i] - best[i - 1]);
        index[i] <== index[i - 1] + isHigher[i].out * (i - index[i - 1]);
    }
    class <== index[classes - 1];
}

// How many field elements hold `counts[i]` numbers of `widths[i]` bits one after the other, 248 bits in each.
function elements(counts, widths, lists) {
    var used = 0;
    var count = 1;
    for (var i = 0; i < lists; i++) {
        for (var j = 0; j < counts[i]; j++) {
            if (used + widths[i] > 248) {
                used = 0;
                count++;
            }
            used += widths[i];
        }
    }
    return count;
}

// A network of one hidden layer, run by somebody who does not show it.
//
// Public: `job`, which the proof is good for; `inputDigest`, of model and features; `result`, which holds the
// class in its low 8 bits and above them the score of each class, plus 2^39, in 40 bits.
//
// Numbers are whole: features and weights of 8 bits, biases of 24, all signed. Every private number is held to its
// range, so that nothing here wraps around the field: sums of the hidden layer stay below 2^24 for up to 31 features,
// scores below 2^39 for up to 127 hidden sums.
template Inference(features, hidden, classes) {
    signal input job;
    signal input inputDigest;
    signal input x[features];
    signal input hiddenWeights[hidden][features];
    signal input hiddenBiases[hidden];
    signal input scoreWeights[classes][hidden];
    signal input scoreBiases[classes];
    // Blinds the commitment: without it, a guess at the weights could be checked.
    signal input salt;
    signal output result;

    assert(features <= 31 && hidden <= 127 && classes <= 6);

    // Nothing depends on the job; multiplied, it is part of what is proven all the same.
    signal jobSquare;
    jobSquare <== job * job;

    // 1. Every private number in its range, packed in the order of this list.
    var counts[4] = [hidden * features, classes * hidden, hidden, classes];
    var widths[4] = [8, 8, 24, 24];
    var count = elements(counts, widths, 4);
    var packed[count];
    for (var i = 0; i < count; i++) packed[i] = 0;
    var used = 0;
    var at = 0;
    component weightRange[hidden * features + classes * hidden];
    for (var i = 0; i < hidden * features + classes * hidden; i++) {
        if (used + 8 > 248) { used = 0; at++; }
        weightRange[i] = Signed(8);
        if (i < hidden * features) {
            weightRange[i].in <== hiddenWeights[i \ features][i % features];
        } else {
            weightRange[i].in <== scoreWeights[(i - hidden * features) \ hidden][(i - hidden * features) % hidden];
        }
        packed[at] += weightRange[i].raised * 2 ** used;
        used += 8;
    }
    component biasRange[hidden + classes];
    for (var i = 0; i < hidden + classes; i++) {
        if (used + 24 > 248) { used = 0; at++; }
        biasRange[i] = Signed(24);
        if (i < hidden) {
            biasRange[i].in <== hiddenBiases[i];
        } else {
            biasRange[i].in <== scoreBiases[i - hidden];
        }
        packed[at] += biasRange[i].raised * 2 ** used;
        used += 24;
    }
    component featureRange[features];
    var packedFeatures = 0;
    for (var i = 0; i < features; i++) {
        featureRange[i] = Signed(8);
        featureRange[i].in <== x[i];
        packedFeatures += featureRange[i].raised * 2 ** (8 * i);
    }

    // 2. The digest that the job's client signed.
    component model = Mimc7Hash(count + 1, 1);
    for (var i = 0; i < count; i++) model.in[i] <== packed[i];
    model.in[count] <== salt;
    component digest = Mimc7Hash(2, 2);
    digest.in[0] <== model.out;
    digest.in[1] <== packedFeatures;
    digest.out === inputDigest;

    // 3. The inference.
    component layer = Hidden(features, hidden, 24);
    layer.x <== x;
    layer.weights <== hiddenWeights;
    layer.biases <== hiddenBiases;
    component scores = Scores(hidden, classes);
    scores.h <== layer.out;
    scores.weights <== scoreWeights;
    scores.biases <== scoreBiases;
    component best = Best(classes, 40);
    best.scores <== scores.out;
    var packedResult = best.class;
    for (var i = 0; i < classes; i++) {
        packedResult += (scores.out[i] + 2 ** 39) * 2 ** (8 + 40 * i);
    }
    result <== packedResult;
}

component main {public [job, inputDigest]} = Inference(4, 8, 3);
