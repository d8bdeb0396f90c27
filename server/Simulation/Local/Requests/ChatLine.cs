using System.Text.Json;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Requests;

/// <summary>One message as a chat template sees it, whichever dialect it came in.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Text">Its text.</param>
internal sealed record ChatLine(string Role, string Text)
{
    /// <summary>The calls that it makes.</summary>
    public IReadOnlyList<ChatCall> Calls { get; init; } = [];

    /// <summary>The id of the call whose result it is; null for no result.</summary>
    public string? ResultOf { get; init; }

    /// <summary>Whether it has an image.</summary>
    public bool HasImage { get; init; }

    /// <summary>The messages of a chat completions request.</summary>
    public static IReadOnlyList<ChatLine> FromChat(JsonElement body) => [.. body.Items("messages").Select(message =>
        new ChatLine(message.Text("role") is "developer" ? "system" : message.Text("role") ?? "", JsonText.Of(message.Field("content") ?? default))
        {
            Calls = [.. message.Items("tool_calls").Select(call => new ChatCall(call.Text("id") ?? "", call.Field("function")?.Text("name") ?? "", call.Field("function")?.Field("arguments") ?? default))],
            ResultOf = message.Text("role") == "tool" ? message.Text("tool_call_id") ?? "" : null,
            HasImage = message.Items("content").Any(part => part.Text("type") == "image_url"),
        })];

    /// <summary>The messages of an Ollama chat. Results there name no call: they follow in the order of the calls.</summary>
    public static IReadOnlyList<ChatLine> FromOllama(JsonElement body)
    {
        var lines = new List<ChatLine>();
        var open = new Queue<string>();
        foreach (var message in body.Items("messages"))
        {
            var calls = message.Items("tool_calls").Select((call, index) => new ChatCall($"{lines.Count}:{index}", call.Field("function")?.Text("name") ?? "", call.Field("function")?.Field("arguments") ?? default)).ToArray();
            foreach (var call in calls)
            {
                open.Enqueue(call.Id);
            }

            lines.Add(new(message.Text("role") ?? "", message.Text("content") ?? "")
            {
                Calls = calls,
                ResultOf = message.Text("role") == "tool" ? (open.TryDequeue(out var id) ? id : "") : null,
                HasImage = message.Items("images").Any(),
            });
        }

        return lines;
    }

    /// <summary>The messages of an Anthropic request, as servers render them: results first, then what the user says beside them.</summary>
    public static IReadOnlyList<ChatLine> FromMessages(JsonElement body)
    {
        var lines = new List<ChatLine>();
        if (body.Field("system") is { } system && JsonText.Of(system).Length > 0)
        {
            lines.Add(new("system", JsonText.Of(system)));
        }

        foreach (var message in body.Items("messages"))
        {
            var blocks = message.Items("content").ToArray();
            var results = blocks.Where(block => block.Text("type") == "tool_result").ToArray();
            lines.AddRange(results.Select(result => new ChatLine("tool", "") { ResultOf = result.Text("tool_use_id") ?? "", HasImage = result.Items("content").Any(IsImage) }));
            var text = JsonText.Of(message.Field("content") ?? default);
            var hasImage = blocks.Any(IsImage);
            if (results.Length == 0 || text.Length > 0 || hasImage)
            {
                lines.Add(new(message.Text("role") ?? "", text)
                {
                    Calls = [.. blocks.Where(block => block.Text("type") == "tool_use").Select(call => new ChatCall(call.Text("id") ?? "", call.Text("name") ?? "", call.Field("input") ?? default))],
                    HasImage = hasImage,
                });
            }
        }

        return lines;
    }

    private static bool IsImage(JsonElement block) => block.Text("type") == "image";
}

/// <summary>A call in a history.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments as they were sent: a text or an object.</param>
internal sealed record ChatCall(string Id, string Name, JsonElement Arguments)
{
    /// <summary>True where the arguments are an object, or a text that holds one.</summary>
    public bool IsWellFormed => Arguments.ValueKind switch
    {
        JsonValueKind.Object => true,
        JsonValueKind.String => HoldsObject(Arguments.GetString()!),
        _ => false,
    };

    private static bool HoldsObject(string text)
    {
        try
        {
            return JsonElement.Parse(text).ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
