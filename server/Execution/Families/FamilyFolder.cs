using System.Text.Json;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Execution.Families;

/// <summary>What the user's own family files say, read once.</summary>
/// <param name="Book">The built-in families with the user's over them.</param>
/// <param name="Problems">One sentence for each file that cannot be used; what is built in stays in its place.</param>
/// <param name="Files">How many files were taken.</param>
public sealed record FamilyFolder(FamilyBook Book, IReadOnlyList<string> Problems, int Files)
{
    private const long LongestFile = 1 << 20;

    /// <summary>Reads the folder. One that is not there holds nothing.</summary>
    public static FamilyFolder Read(SidecarPaths paths)
    {
        var files = new List<FamilyFile>();
        var problems = new List<string>();
        foreach (var path in Paths(paths))
        {
            try
            {
                var bytes = new FileInfo(path).Length <= LongestFile ? File.ReadAllBytes(path) : throw new JsonException("it is larger than 1 MB");
                files.Add(FamilyFile.Read(WithoutMark(bytes)));
            }
            catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"{path} is not used: {Reason(broken)}. What is built in stays in force.");
            }
        }

        return new(files.Count == 0 ? FamilyBook.BuiltIn : FamilyBook.With(files), problems, files.Count);
    }

    /// <summary>What must differ when the folder's content does.</summary>
    public static string Stamp(SidecarPaths paths)
    {
        try
        {
            return string.Join('\n', Paths(paths).Select(path => new FileInfo(path)).Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string[] Paths(SidecarPaths paths)
    {
        try
        {
            var found = Directory.Exists(paths.Families) ? Directory.GetFiles(paths.Families, "*.json") : [];
            Array.Sort(found, StringComparer.Ordinal);
            return found;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(byte[] bytes) => bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;

    // The reader's messages end with where it happened, in words of its own, and with the name of a type of ours.
    private static string Reason(Exception broken)
    {
        if (broken is not JsonException json)
        {
            return broken.Message.TrimEnd('.');
        }

        var end = json.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        var reason = json.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? "this value cannot stand here"
            : (end < 0 ? json.Message : json.Message[..end]).Replace(typeof(FamilyFile).FullName!, "a family", StringComparison.Ordinal).TrimEnd('.');
        return json.LineNumber is { } line ? $"line {line + 1}, {json.Path}: {reason}" : reason;
    }
}
