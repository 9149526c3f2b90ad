import { random } from "./random";
import {
  DIFFUSE,
  GLASS,
  hitDistance,
  hitIndex,
  intersect,
  isOccluded,
  LIGHT,
  MIRROR,
  sphereValue,
} from "./scene";

const MAX_BOUNCES: i32 = 12;
/** A single path may add at most this much light to a pixel, against lone bright dots. */
const MAX_RADIANCE: f64 = 12.0;
const HAZE_FROM: f64 = 12.0;
const HAZE_DEPTH: f64 = 48.0;

/** Light of the path traced last. */
export let red: f64 = 0.0;
export let green: f64 = 0.0;
export let blue: f64 = 0.0;

let ox: f64 = 0.0;
let oy: f64 = 0.0;
let oz: f64 = 0.0;
let dx: f64 = 0.0;
let dy: f64 = 0.0;
let dz: f64 = 0.0;

/** Follows one path from a point along a unit vector and leaves its light in red, green, blue. */
export function trace(px: f64, py: f64, pz: f64, vx: f64, vy: f64, vz: f64): void {
  ox = px; oy = py; oz = pz;
  dx = vx; dy = vy; dz = vz;
  red = 0.0; green = 0.0; blue = 0.0;
  let tr: f64 = 1.0;
  let tg: f64 = 1.0;
  let tb: f64 = 1.0;
  let seesLight = true;
  for (let bounce = 0; bounce < MAX_BOUNCES; bounce++) {
    if (!intersect(ox, oy, oz, dx, dy, dz) || isHazy()) {
      const s = 0.5 * (dy + 1.0);
      add(tr * (0.62 - 0.44 * s), tg * (0.68 - 0.38 * s), tb * (0.78 - 0.2 * s));
      return;
    }
    const index = hitIndex;
    const t = hitDistance;
    ox += dx * t; oy += dy * t; oz += dz * t;
    let nx: f64 = 0.0;
    let ny: f64 = 1.0;
    let nz: f64 = 0.0;
    let cr: f64 = 0.0;
    let cg: f64 = 0.0;
    let cb: f64 = 0.0;
    let material = DIFFUSE;
    if (index < 0) {
      const isDark = ((<i32>floor(ox * 1.25) + <i32>floor(oz * 1.25)) & 1) != 0;
      cr = isDark ? 0.2 : 0.78;
      cg = isDark ? 0.21 : 0.76;
      cb = isDark ? 0.24 : 0.72;
    } else {
      const inverse = 1.0 / sphereValue(index, 3);
      nx = (ox - sphereValue(index, 0)) * inverse;
      ny = (oy - sphereValue(index, 1)) * inverse;
      nz = (oz - sphereValue(index, 2)) * inverse;
      cr = sphereValue(index, 4);
      cg = sphereValue(index, 5);
      cb = sphereValue(index, 6);
      material = <i32>sphereValue(index, 7);
    }
    if (material == LIGHT) {
      if (seesLight) add(tr * cr, tg * cg, tb * cb);
      return;
    }
    tr *= cr; tg *= cg; tb *= cb;
    if (material == MIRROR) {
      reflect(nx, ny, nz);
      seesLight = true;
    } else if (material == GLASS) {
      refract(nx, ny, nz);
      seesLight = true;
    } else {
      addDirect(nx, ny, nz, tr, tg, tb);
      scatter(nx, ny, nz);
      seesLight = false;
    }
    if (bounce > 3) {
      const survive = min(0.95, max(tr, max(tg, tb)));
      if (random() >= survive) return;
      const gain = 1.0 / survive;
      tr *= gain; tg *= gain; tb *= gain;
    }
  }
}

/** The plane fades into the sky with distance, so that its far squares do not flicker. */
function isHazy(): bool {
  return hitIndex < 0 && hitDistance > HAZE_FROM && random() * HAZE_DEPTH < hitDistance - HAZE_FROM;
}

function add(r: f64, g: f64, b: f64): void {
  red += min(r, MAX_RADIANCE);
  green += min(g, MAX_RADIANCE);
  blue += min(b, MAX_RADIANCE);
}

function reflect(nx: f64, ny: f64, nz: f64): void {
  const k = 2.0 * (dx * nx + dy * ny + dz * nz);
  dx -= k * nx; dy -= k * ny; dz -= k * nz;
}

/** Passes into or out of glass, or is reflected, as Schlick's approximation has it. */
function refract(nx: f64, ny: f64, nz: f64): void {
  const cosine = dx * nx + dy * ny + dz * nz;
  const isInside = cosine > 0.0;
  const sign = isInside ? -1.0 : 1.0;
  const eta = isInside ? 1.5 : 1.0 / 1.5;
  const c = abs(cosine);
  const k = 1.0 - eta * eta * (1.0 - c * c);
  const inner = isInside ? sqrt(max(k, 0.0)) : c;
  const m = 1.0 - inner;
  const fresnel = 0.04 + 0.96 * m * m * m * m * m;
  if (k < 0.0 || random() < fresnel) {
    reflect(nx, ny, nz);
    return;
  }
  const bend = (eta * c - sqrt(k)) * sign;
  dx = eta * dx + bend * nx;
  dy = eta * dy + bend * ny;
  dz = eta * dz + bend * nz;
  normalise();
}

function normalise(): void {
  const k = 1.0 / sqrt(dx * dx + dy * dy + dz * dz);
  dx *= k; dy *= k; dz *= k;
}

/** A point in the unit disc, by rejection. */
let discX: f64 = 0.0;
let discY: f64 = 0.0;

function sampleDisc(): f64 {
  let r: f64 = 2.0;
  while (r >= 1.0) {
    discX = 2.0 * random() - 1.0;
    discY = 2.0 * random() - 1.0;
    r = discX * discX + discY * discY;
  }
  return r;
}

/** Goes on in a direction above the surface, weighted by its cosine. */
function scatter(nx: f64, ny: f64, nz: f64): void {
  const r = sampleDisc();
  toBasis(nx, ny, nz, discX, discY, sqrt(1.0 - r));
}

/** Sets the direction to x, y, z in a basis with the unit vector n as its third axis (Duff et al.). */
function toBasis(nx: f64, ny: f64, nz: f64, x: f64, y: f64, z: f64): void {
  const sign = nz < 0.0 ? -1.0 : 1.0;
  const a = -1.0 / (sign + nz);
  const b = nx * ny * a;
  dx = x * (1.0 + sign * nx * nx * a) + y * b + z * nx;
  dy = x * sign * b + y * (sign + ny * ny * a) + z * ny;
  dz = -x * sign * nx - y * ny + z * nz;
}

/** Adds the light of the lamp through one point of the cone it fills, unless something is between. */
function addDirect(nx: f64, ny: f64, nz: f64, tr: f64, tg: f64, tb: f64): void {
  const lx = sphereValue(0, 0) - ox;
  const ly = sphereValue(0, 1) - oy;
  const lz = sphereValue(0, 2) - oz;
  const radius = sphereValue(0, 3);
  const squared = lx * lx + ly * ly + lz * lz;
  const distance = sqrt(squared);
  const edge = sqrt(max(0.0, 1.0 - (radius * radius) / squared));
  const r = sampleDisc();
  const up = 1.0 - r * (1.0 - edge);
  const spread = sqrt(max(0.0, (1.0 - up * up) / max(r, 1e-12)));
  const k = 1.0 / distance;
  toBasis(lx * k, ly * k, lz * k, discX * spread, discY * spread, up);
  const cosine = dx * nx + dy * ny + dz * nz;
  if (cosine <= 0.0 || isOccluded(ox, oy, oz, dx, dy, dz, distance - radius)) return;
  const weight = 2.0 * (1.0 - edge) * cosine;
  add(
    tr * sphereValue(0, 4) * weight,
    tg * sphereValue(0, 5) * weight,
    tb * sphereValue(0, 6) * weight,
  );
}
