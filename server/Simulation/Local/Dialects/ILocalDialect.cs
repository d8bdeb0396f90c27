using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Answers;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Dialects;

/// <summary>One of the languages that local servers speak.</summary>
internal interface ILocalDialect
{
    /// <summary>The content type of a stream.</summary>
    string StreamType { get; }

    /// <summary>The conversation that a request holds.</summary>
    Conversation Read(JsonElement body);

    /// <summary>Whether a stream is asked for.</summary>
    bool Streams(JsonElement body);

    /// <summary>The output limit that it names; null for none.</summary>
    int? MostTokens(JsonElement body);

    /// <summary>The window that it asks for; null for the model's own.</summary>
    int? Window(JsonElement body) => null;

    /// <summary>How long the model stays in memory after this request; null = for ever.</summary>
    TimeSpan? KeepAlive(JsonElement body, ServerKind kind) => kind == ServerKind.Ollama ? Requests.KeepAlive.Of(body) : null;

    /// <summary>Whether an overflow is refused; false where this server cuts the prompt off without a word.</summary>
    LocalRefusal? Overflow(JsonElement body, ServerKind kind, int prompt, int output, int window) => Local.Overflow.Judge(kind, prompt, output, window);

    /// <summary>What this server does not take in this dialect; null for nothing.</summary>
    LocalRefusal? Refuse(JsonElement body, LocalScript local, LocalModelScript model);

    /// <summary>A refusal in this dialect.</summary>
    JsonObject Write(LocalRefusal refusal, ServerKind kind);

    /// <summary>The whole answer.</summary>
    JsonObject Whole(Saying saying);

    /// <summary>The parts of a stream.</summary>
    Frames Stream(Saying saying);
}
