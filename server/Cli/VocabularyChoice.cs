using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Cli;

/// <summary>The vocabulary that the user has prompts counted with.</summary>
internal static class VocabularyChoice
{
    /// <summary>Has prompts counted with it; why that cannot be, or null where all is well or none was chosen.</summary>
    public static string? Take(ContextOptions options) => Try(options, Vocabularies.Choose);

    /// <summary>Only looks whether it could be.</summary>
    public static string? Check(ContextOptions options) => Try(options, static path => VocabularyFile.Read(path));

    private static string? Try(ContextOptions options, Action<string> read)
    {
        try
        {
            if (options.Vocabulary is { } path)
            {
                read(path);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return $"context.vocabulary: {exception.Message.TrimEnd('.')}";
        }
    }
}
