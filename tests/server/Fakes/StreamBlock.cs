namespace ClaudeSidecar.Tests.Fakes;

/// <summary>A block of a stream that has been read.</summary>
/// <param name="Type"><c>text</c>, <c>thinking</c>, <c>redacted_thinking</c> or <c>tool_use</c>.</param>
/// <param name="Id">A call's id.</param>
/// <param name="Name">A call's tool.</param>
internal sealed record StreamBlock(string Type, string? Id = null, string? Name = null)
{
    /// <summary>What thinking is signed with; null until it came.</summary>
    public string? Signature { get; set; }

    /// <summary>The text, the thinking, or a call's input as compact JSON; null until the block is closed.</summary>
    public string? Value { get; set; }

    /// <summary>The members as a whole answer would have them.</summary>
    public Dictionary<string, object> Members()
    {
        var members = new Dictionary<string, object> { ["type"] = Type };
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("id", Id), ("name", Name), ("signature", Signature), (Type == "tool_use" ? "input" : Type, Value)])
        {
            if (value is not null)
            {
                members[name] = value;
            }
        }

        return members;
    }
}
