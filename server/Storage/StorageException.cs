namespace ClaudeSidecar.Storage;

/// <summary>State that cannot be kept or read; the message is one sentence that says what, where, and what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
