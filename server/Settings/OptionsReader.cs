using System.Text.Json;

namespace ClaudeSidecar.Settings;

/// <summary>Bytes of <c>sidecar.json</c> → options over the defaults, or every error at once.</summary>
public static class OptionsReader
{
    private static readonly JsonDocumentOptions Syntax = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 };

    /// <summary>Reads the configuration: JSON with comments and trailing commas.</summary>
    /// <param name="utf8">The file's bytes, with or without byte order mark.</param>
    /// <param name="path">The file's name, for the errors.</param>
    public static OptionsResult Parse(ReadOnlySpan<byte> utf8, string path)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        try
        {
            using var document = JsonDocument.Parse(utf8.ToArray(), Syntax);
            var errors = OptionsValidator.Validate(document.RootElement);
            return errors.Count == 0
                ? new() { Options = OptionsBinder.Bind(document.RootElement) }
                : new() { Errors = [.. errors.Select(error => $"{path}: {error}")] };
        }
        catch (JsonException broken)
        {
            return new() { Errors = [$"{path} is no valid JSON at line {broken.LineNumber + 1}, column {broken.BytePositionInLine + 1}: correct it there; comments and trailing commas are allowed."] };
        }
    }
}
