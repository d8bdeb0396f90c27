using System.Text;
using System.Text.Json;

namespace ClaudeSidecar.Decision;

/// <summary>What a turn is about, as far as a cheap look can tell.</summary>
public enum RequestTopic
{
    /// <summary>Anything.</summary>
    Any,

    /// <summary>A plan is made: Claude Code's plan mode, or its planning agent.</summary>
    Plan,

    /// <summary>Code is reviewed for security.</summary>
    SecurityReview,

    /// <summary>The structure of a system is decided.</summary>
    Architecture,
}

/// <summary>How a turn's topic is told: by marks in what the user and the client wrote last, and by the kind of agent. Data, and no document is built.</summary>
public static class RequestTopics
{
    // Longer texts are material, not an order; marks stand at the beginning of what people and the client write.
    private const int Looked = 4096;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    // What Claude Code 2.1.197 and 2.1.329 add to the turns of plan mode.
    private static readonly byte[][] PlanMarks = [.. Encoded("Plan mode is active", "Plan mode still active")];

    private static readonly byte[][] SecurityMarks =
    [
        .. Encoded("security review", "Security review", "security-review", "security audit", "Security audit", "threat model", "Threat model", "安全审查", "安全审计", "威胁建模"),
    ];

    private static readonly byte[][] ArchitectureMarks =
        [.. Encoded("architecture", "Architecture", "architectural", "system design", "System design", "架构", "系统设计")];

    /// <summary>The topic of a turn.</summary>
    /// <param name="agentType">The client's word for the kind of agent; empty when it said none.</param>
    /// <param name="content">The JSON value of the last user message's content; empty where there is none.</param>
    public static RequestTopic Of(string agentType, ReadOnlySpan<byte> content)
    {
        var byAgent = OfAgent(agentType);
        return byAgent != RequestTopic.Any || content.IsEmpty ? byAgent : OfContent(content);
    }

    private static RequestTopic OfAgent(string type) =>
        type.Length == 0 ? RequestTopic.Any
        : type.Contains("security", StringComparison.OrdinalIgnoreCase) ? RequestTopic.SecurityReview
        : type.Contains("architect", StringComparison.OrdinalIgnoreCase) ? RequestTopic.Architecture
        : type.Equals("plan", StringComparison.OrdinalIgnoreCase) ? RequestTopic.Plan
        : RequestTopic.Any;

    private static RequestTopic OfContent(ReadOnlySpan<byte> content)
    {
        var topic = RequestTopic.Any;
        var reader = new Utf8JsonReader(content, Options);
        var isText = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                isText = reader.CurrentDepth == 2 && reader.ValueTextEquals("text"u8);
            }
            else if (reader.TokenType == JsonTokenType.String && (isText || reader.CurrentDepth == 0))
            {
                var found = OfText(reader.ValueSpan);
                if (found == RequestTopic.Plan)
                {
                    return found;
                }

                topic = found == RequestTopic.Any ? topic : found;
            }
        }

        return topic;
    }

    // A reminder is the client's: it may say that plan mode is on, and otherwise quotes the project's own pages.
    private static RequestTopic OfText(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("<system-reminder>"u8))
        {
            return Has(text, PlanMarks) ? RequestTopic.Plan : RequestTopic.Any;
        }

        var beginning = text[..Math.Min(text.Length, Looked)];
        return Has(beginning, PlanMarks) ? RequestTopic.Plan
            : Has(beginning, SecurityMarks) ? RequestTopic.SecurityReview
            : Has(beginning, ArchitectureMarks) ? RequestTopic.Architecture
            : RequestTopic.Any;
    }

    private static bool Has(ReadOnlySpan<byte> text, byte[][] marks)
    {
        foreach (var mark in marks)
        {
            if (text.IndexOf(mark) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<byte[]> Encoded(params string[] marks) => marks.Select(Encoding.UTF8.GetBytes);
}
