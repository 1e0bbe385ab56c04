/** A person's picture as the app is told it: a path is completed with the simulator's own origin. */
export function absoluteAvatarUrl(avatarUrl: string | undefined, origin: string): string | undefined {
  return avatarUrl?.startsWith('/') ? origin + avatarUrl : avatarUrl;
}
