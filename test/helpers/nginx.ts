import { spawnSync } from 'node:child_process';

/** What to do when there is no nginx. */
export const HOW_TO_GET_NGINX =
  'Debian: apt-get install nginx-light; macOS: brew install nginx, or NGINX_PATH';

/** The program, which NGINX_PATH may name. */
export const nginx: string = process.env.NGINX_PATH || 'nginx';

/** Whether this machine has an nginx. Without one, what needs it is skipped. */
export function hasNginx(): boolean {
  return spawnSync(nginx, ['-v']).status === 0;
}
