/** Asks for a file and hands over its name and text. The element only says in which document the question stands. */
export function pickFile(near: Element, take: (name: string, text: string) => void): void {
  const input = near.ownerDocument.createElement('input');
  input.type = 'file';
  input.accept = '.ndjson,.jsonl,.json,.log,.txt';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) void readFile(file, take);
  });
  input.click();
}

export async function readFile(file: File, take: (name: string, text: string) => void): Promise<void> {
  take(file.name, await file.text());
}
