/** What light does at a surface. */
export const DIFFUSE: i32 = 0;
export const MIRROR: i32 = 1;
export const GLASS: i32 = 2;
export const LIGHT: i32 = 3;

/** Doubles of a sphere: centre, radius, colour, material. */
const STRIDE: i32 = 8;
const MAX_SPHERES: i32 = 64;

const spheres = new StaticArray<f64>(STRIDE * MAX_SPHERES);
let count: i32 = 0;

function sphere(
  x: f64, y: f64, z: f64, radius: f64,
  red: f64, green: f64, blue: f64, material: i32,
): void {
  const base = count * STRIDE;
  spheres[base] = x;
  spheres[base + 1] = y;
  spheres[base + 2] = z;
  spheres[base + 3] = radius;
  spheres[base + 4] = red;
  spheres[base + 5] = green;
  spheres[base + 6] = blue;
  spheres[base + 7] = <f64>material;
  count++;
}

/** The light is sphere 0: shadow rays aim at it. */
export function buildScene(): void {
  sphere(-3.2, 5.6, 1.6, 1.1, 15.0, 12.4, 9.2, LIGHT);
  sphere(0.0, 1.0, 0.0, 1.0, 0.97, 0.97, 0.97, GLASS);
  sphere(-2.3, 1.0, -0.9, 1.0, 0.92, 0.78, 0.52, MIRROR);
  sphere(2.25, 1.0, -0.7, 1.0, 0.72, 0.12, 0.12, DIFFUSE);
  sphere(1.15, 0.42, 1.45, 0.42, 0.12, 0.32, 0.72, DIFFUSE);
  sphere(-1.15, 0.36, 1.7, 0.36, 0.14, 0.52, 0.22, DIFFUSE);
  sphere(-0.25, 0.24, 2.3, 0.24, 0.95, 0.95, 0.98, MIRROR);
  sphere(2.5, 0.3, 1.3, 0.3, 0.98, 0.92, 0.9, GLASS);
  sphere(-2.6, 0.28, 1.35, 0.28, 0.85, 0.55, 0.08, DIFFUSE);
  sphere(0.55, 0.18, 2.65, 0.18, 0.62, 0.22, 0.6, DIFFUSE);
  sphere(-3.9, 0.5, 0.3, 0.5, 0.75, 0.72, 0.7, DIFFUSE);
  sphere(0.6, 0.7, -2.6, 0.7, 0.1, 0.5, 0.55, DIFFUSE);
}

/** What a ray hit last: distance, sphere, or -1 for the plane. */
export let hitDistance: f64 = 0.0;
export let hitIndex: i32 = -1;

/** Finds the nearest surface from (ox, oy, oz) along the unit vector (dx, dy, dz). */
export function intersect(ox: f64, oy: f64, oz: f64, dx: f64, dy: f64, dz: f64): bool {
  let nearest: f64 = 1e30;
  let index: i32 = -2;
  if (dy < -1e-6) {
    const t = -oy / dy;
    if (t > 1e-4 && t < 60.0) {
      nearest = t;
      index = -1;
    }
  }
  const n = count;
  for (let i = 0; i < n; i++) {
    const base = i * STRIDE;
    const cx = unchecked(spheres[base]) - ox;
    const cy = unchecked(spheres[base + 1]) - oy;
    const cz = unchecked(spheres[base + 2]) - oz;
    const r = unchecked(spheres[base + 3]);
    const b = cx * dx + cy * dy + cz * dz;
    const d = b * b - (cx * cx + cy * cy + cz * cz) + r * r;
    if (d > 0.0) {
      const root = sqrt(d);
      let t = b - root;
      if (t < 1e-4) t = b + root;
      if (t > 1e-4 && t < nearest) {
        nearest = t;
        index = i;
      }
    }
  }
  hitDistance = nearest;
  hitIndex = index;
  return index != -2;
}

/** Whether anything but the light lies within `limit`. */
export function isOccluded(
  ox: f64, oy: f64, oz: f64, dx: f64, dy: f64, dz: f64, limit: f64,
): bool {
  const n = count;
  for (let i = 1; i < n; i++) {
    const base = i * STRIDE;
    const cx = unchecked(spheres[base]) - ox;
    const cy = unchecked(spheres[base + 1]) - oy;
    const cz = unchecked(spheres[base + 2]) - oz;
    const r = unchecked(spheres[base + 3]);
    const b = cx * dx + cy * dy + cz * dz;
    const d = b * b - (cx * cx + cy * cy + cz * cz) + r * r;
    if (d > 0.0) {
      const root = sqrt(d);
      if (b + root > 1e-4 && (b - root > 1e-4 ? b - root : b + root) < limit) return true;
    }
  }
  return false;
}

@inline
export function sphereValue(index: i32, field: i32): f64 {
  return unchecked(spheres[index * STRIDE + field]);
}
