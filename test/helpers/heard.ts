import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { onTestFinished } from 'vitest';

/** What is told on a diagnostics channel from now on, until the test is over. */
export function heardOn<Message>(channel: string): Message[] {
  const messages: Message[] = [];
  const note = (message: unknown) => messages.push(message as Message);
  subscribe(channel, note);
  onTestFinished(() => void unsubscribe(channel, note));
  return messages;
}
