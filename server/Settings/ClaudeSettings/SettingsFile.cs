using System.Text;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>One settings file on disk: read when it is whole, replaced only when nobody else has changed it meanwhile (edge case 121).</summary>
public sealed class SettingsFile(string path, TimeProvider time)
{
    // Claude Code itself does not write atomically: one reading in a hundred meets half a file.
    private static readonly int[] Patience = [50, 100, 200, 400];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Its absolute path.</summary>
    public string Path { get; } = path;

    /// <summary>Reads the file, waiting up to 750 ms for one that is being written.</summary>
    /// <exception cref="SettingsException">It cannot be read or is no valid settings file; nothing was written.</exception>
    public Content Read()
    {
        foreach (var wait in Patience)
        {
            if (TryRead() is { } content)
            {
                return content;
            }

            Pause(TimeSpan.FromMilliseconds(wait));
        }

        return TryRead() ?? throw new SettingsException($"{Path} {Fault()}: correct it and run this again; nothing was written.");
    }

    /// <summary>Puts the new text in the old one's place; makes the folder where it is missing.</summary>
    /// <returns>False when somebody else has changed the file since <paramref name="before"/> was read; theirs was kept.</returns>
    /// <exception cref="SettingsException">It cannot be written; the old file is untouched.</exception>
    public bool TryWrite(Content before, string text)
    {
        try
        {
            if (IsReadOnly())
            {
                throw new SettingsException($"{Path} is write-protected: give yourself the right to write it and run this again; nothing was written.");
            }

            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            return AtomicFile.TryReplace(Path, Strict.GetBytes(text), () => IsStill(before));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{Path} cannot be written ({refused.Message.TrimEnd('.')}): give yourself the right to write it and run this again; nothing was written.");
        }
    }

    /// <summary>Deletes the file that we made, and its folder where we made that too and nothing else is in it.</summary>
    /// <returns>False when somebody else has changed the file since; it was kept.</returns>
    public bool TryDelete(Content before, bool withFolder)
    {
        if (!IsStill(before))
        {
            return false;
        }

        File.Delete(Path);
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        if (withFolder && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }

        return true;
    }

    private Content? TryRead()
    {
        try
        {
            var bytes = Bytes();
            var text = bytes is null ? "" : Strict.GetString(bytes);
            return ClaudeSettingsDocument.Parse(text) is { } document ? new(bytes, text, document) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{Path} cannot be read ({refused.Message.TrimEnd('.')}): give yourself the right to read it and run this again; nothing was written.");
        }
    }

    private string Fault()
    {
        try
        {
            return JsonText.Fault(Strict.GetString(Bytes() ?? []));
        }
        catch (DecoderFallbackException)
        {
            return "is not text in UTF-8";
        }
    }

    private byte[]? Bytes() => File.Exists(Path) ? File.ReadAllBytes(Path) : null;

    private bool IsStill(Content before) => Bytes() is { } now ? before.Bytes is not null && now.AsSpan().SequenceEqual(before.Bytes) : before.Bytes is null;

    // A rename asks only the folder's rights, but who write-protects a file means it.
    private bool IsReadOnly() => File.Exists(Path)
        && (OperatingSystem.IsWindows()
            ? File.GetAttributes(Path).HasFlag(FileAttributes.ReadOnly)
            : !File.GetUnixFileMode(Path).HasFlag(UnixFileMode.UserWrite));

    private void Pause(TimeSpan wait)
    {
        using var over = new ManualResetEventSlim();
        using var timer = time.CreateTimer(_ => over.Set(), null, wait, Timeout.InfiniteTimeSpan);
        over.Wait();
    }

    /// <summary>What a reading found.</summary>
    /// <param name="Bytes">The file's bytes; null when there is no file.</param>
    /// <param name="Text">They as text; empty when there is no file.</param>
    /// <param name="Document">They as settings.</param>
    public sealed record Content(byte[]? Bytes, string Text, ClaudeSettingsDocument Document);
}
