// Coordinates between WGS-84, in which everything is stored, and the frame of the base map that lies below. The same
// arithmetic as vitalgrid/foundation/kit/geometry/frames.py, which also says where it is from.
export type Frame = "wgs84" | "gcj02" | "bd09";
export type Place = [number, number];

const AXIS = 6378245.0;
const ECCENTRICITY = 0.00669342162296594323;
const ROUNDS = 6;

const isShifted = (lon: number, lat: number): boolean => lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;

function wgsToGcj([lon, lat]: Place): Place {
  if (!isShifted(lon, lat)) return [lon, lat];
  const { PI, sin, cos, sqrt, abs } = Math;
  const x = lon - 105;
  const y = lat - 35;
  const root = sqrt(abs(x));
  const both = 20 * sin(6 * PI * x) + 20 * sin(2 * PI * x);
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
  north += ((both + 20 * sin(PI * y) + 40 * sin((PI * y) / 3) + 160 * sin((PI * y) / 12) + 320 * sin((PI * y) / 30)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;
  east += ((both + 20 * sin(PI * x) + 40 * sin((PI * x) / 3) + 150 * sin((PI * x) / 12) + 300 * sin((PI * x) / 30)) * 2) / 3;
  const angle = (lat * PI) / 180;
  const bend = 1 - ECCENTRICITY * sin(angle) ** 2;
  const up = ((north / ((AXIS * (1 - ECCENTRICITY)) / (bend * sqrt(bend)))) * 180) / PI;
  const right = ((east / ((AXIS / sqrt(bend)) * cos(angle))) * 180) / PI;
  return [lon + right, lat + up];
}

function gcjToBd([lon, lat]: Place): Place {
  if (!isShifted(lon, lat)) return [lon, lat];
  const turn = (Math.PI * 3000) / 180;
  const radius = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * turn);
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * turn);
  return [radius * Math.cos(angle) + 0.0065, radius * Math.sin(angle) + 0.006];
}

/** A stored place as the base map has it. */
export function toFrame(place: Place, frame: Frame): Place {
  if (frame === "wgs84") return place;
  const shifted = wgsToGcj(place);
  return frame === "bd09" ? gcjToBd(shifted) : shifted;
}

/** A place on the base map as it is stored: by taking away what is still wrong, again and again. */
export function fromFrame(place: Place, frame: Frame): Place {
  if (frame === "wgs84") return place;
  let [lon, lat] = place;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [x, y] = toFrame([lon, lat], frame);
    lon -= x - place[0];
    lat -= y - place[1];
  }
  return [lon, lat];
}

/** The coordinates of a GeoJSON geometry, at whatever depth, in the frame. */
export function shiftAll<T>(value: T, frame: Frame): T {
  if (frame === "wgs84" || !Array.isArray(value)) return value;
  if (typeof value[0] === "number") return toFrame(value as unknown as Place, frame) as unknown as T;
  return value.map((inner) => shiftAll(inner, frame)) as unknown as T;
}
