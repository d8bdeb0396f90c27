using System.Text.Json;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>What a probe brought.</summary>
/// <param name="Status">The status; 0 when there was no answer. It tells nothing by itself: some servers answer 200 to anything.</param>
/// <param name="Body">The JSON; undefined when it was none.</param>
/// <param name="Server">The header <c>Server</c>; empty for none.</param>
/// <param name="Problem">Why there was no answer, as the end of a sentence; null when there was one.</param>
internal sealed record ProbeAnswer(int Status, JsonElement Body, string Server, TwoWords? Problem)
{
    /// <summary>No answer.</summary>
    public static ProbeAnswer None(TwoWords problem) => new(0, default, "", problem);
}

/// <summary>The same in both languages.</summary>
/// <param name="English">In English.</param>
/// <param name="Chinese">In Chinese.</param>
internal sealed record TwoWords(string English, string Chinese);
