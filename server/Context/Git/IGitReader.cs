namespace ClaudeSidecar.Context.Git;

/// <summary>A way to read repositories; nothing that it does changes one.</summary>
internal interface IGitReader
{
    /// <summary>Opens the work tree that a folder belongs to; null where there is none.</summary>
    /// <exception cref="GitException">There is one, and it cannot be read in this way.</exception>
    IGitWorkTree? Open(string folder);
}

/// <summary>A repository cannot be read in the way that was tried.</summary>
internal sealed class GitException(string message, Exception? inner = null) : Exception(message, inner);
