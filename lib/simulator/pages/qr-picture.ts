import { createHash } from 'node:crypto';
import { Html } from './html.js';

const SIZE = 29;

/** Something that looks like a QR code, different for each text, and that no scanner takes for one. */
export function qrPicture(text: string): Html {
  const squares: string[] = [];
  for (let y = 0; y < SIZE; y += 1) {
    const bits = createHash('sha256').update(`${y} ${text}`).digest();
    for (let x = 0; x < SIZE; x += 1) {
      if (isDark(x, y, ((bits[x] ?? 0) & 1) === 1)) squares.push(`M${x} ${y}h1v1h-1z`);
    }
  }
  return new Html(
    `<svg viewBox="-2 -2 ${SIZE + 4} ${SIZE + 4}" role="img" aria-label="QR"><path d="${squares.join('')}"/></svg>`,
  );
}

/** Three corners have the squares by which a QR code is known; their rings have one module too few. */
function isDark(x: number, y: number, bit: boolean): boolean {
  const [column, row] = [x < 8 ? x : SIZE - 1 - x, y < 8 ? y : SIZE - 1 - y];
  const isCorner = column < 8 && row < 8 && (x < 8 || y < 8);
  if (!isCorner) return bit;
  const distance = Math.max(Math.abs(column - 3), Math.abs(row - 3));
  return distance === 3 || distance === 0;
}
