using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.History;

/// <summary>The fields of a request that ask for reasoning or manage it.</summary>
internal static class ThinkingFields
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    /// <summary>The request without them; everything else keeps its bytes.</summary>
    /// <param name="body">A Messages request.</param>
    public static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> body)
    {
        var plain = JsonMembers.Without(body, "thinking");
        using var document = JsonDocument.Parse(plain, Options);

        // The edit that clears old reasoning is refused where no new one is asked for; where others stand beside it, only these stay.
        if (Block.Member(document.RootElement, "context_management"u8) is not { } management)
        {
            return plain;
        }

        var edits = Block.Items(management, "edits"u8).ToList();
        var kept = edits.Where(edit => Block.Text(edit, "type"u8)?.StartsWith("clear_thinking", StringComparison.Ordinal) != true).Select(edit => edit.GetRawText()).ToList();
        return kept.Count == edits.Count ? plain
            : kept.Count == 0 ? JsonMembers.Without(plain, "context_management")
            : JsonMembers.With(plain, "context_management", Encoding.UTF8.GetBytes($"{{\"edits\":[{string.Join(',', kept)}]}}"));
    }
}
