/** RFC 4648, lower case, without padding: multibase `b`. */
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const LETTER_BITS = 5;
const BYTE_BITS = 8;

export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let [buffer, bits] = [0, 0];
  for (const byte of bytes) {
    buffer = (buffer << BYTE_BITS) | byte;
    bits += BYTE_BITS;
    while (bits >= LETTER_BITS) {
      bits -= LETTER_BITS;
      text += ALPHABET.charAt(buffer >> bits);
      buffer &= (1 << bits) - 1;
    }
  }
  return bits === 0 ? text : text + ALPHABET.charAt(buffer << (LETTER_BITS - bits));
}

/** The bytes of a text; undefined where it is none, or where bits are left over that are not zero. */
export function decodeBase32(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  let [buffer, bits] = [0, 0];
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return undefined;
    buffer = (buffer << LETTER_BITS) | value;
    bits += LETTER_BITS;
    if (bits >= BYTE_BITS) {
      bits -= BYTE_BITS;
      bytes.push(buffer >> bits);
      buffer &= (1 << bits) - 1;
    }
  }
  return buffer === 0 && bits < LETTER_BITS ? Uint8Array.from(bytes) : undefined;
}
