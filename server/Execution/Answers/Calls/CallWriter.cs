using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Answers.Arguments;
using ClaudeSidecar.Execution.Answers.Markup;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>
/// Decides what becomes of each call, whichever way it came: a call for the client, a note, or nothing where the token limit cut it. The
/// last stage but one.
/// </summary>
internal sealed class CallWriter(ReducerOptions options, BlockWriter blocks) : IAnswerStage
{
    /// <summary>Why the answer ended, in the words of OpenAI's dialect; null while it goes on.</summary>
    public string? FinishReason { get; set; }

    /// <summary>True once a call was held back because it was cut (local-servers 6).</summary>
    public bool HasWithheld { get; private set; }

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> text) => blocks.Text(text);

    /// <inheritdoc/>
    public void Mark(Mark mark, ReadOnlySpan<byte> text) => blocks.Text(text);

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<byte> text) => blocks.Reasoning(text);

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Call(in CalledTool call)
    {
        var name = options.Tools.Resolve(call.Name);
        var schema = name is null ? null : options.Tools.Schema(name);
        var state = ArgumentReader.Read(call, out var input);
        if (IsCut(call, state, input, schema))
        {
            HasWithheld = true;
        }
        else if (name is null)
        {
            Say(Notes.UnknownTool(call));
        }
        else if (state is ArgumentState.CutOff or ArgumentState.Unreadable)
        {
            Return(name, schema, call);
        }
        else
        {
            blocks.ToolUse(options.MintToolId(), name, (schema is { } known ? ArgumentCoercion.Apply(input, known) : input).Span);
        }
    }

    // The limit cuts a call anywhere. One server says that it ended in calls although it was cut in one (vLLM, local-servers 6).
    private bool IsCut(in CalledTool call, ArgumentState state, ReadOnlyMemory<byte> input, JsonElement? schema)
    {
        var isWhole = call.IsClosed || call.IsWire && state == ArgumentState.Valid;
        return !isWhole && FinishReason switch
        {
            "length" => true,
            "tool_calls" => state == ArgumentState.CutOff || state == ArgumentState.Unclosed && Lacks(input, schema),
            _ => false,
        };
    }

    private static bool Lacks(ReadOnlyMemory<byte> input, JsonElement? schema)
    {
        if (schema is not { } known)
        {
            return false;
        }

        var given = JsonElement.Parse(input.Span, ArgumentReader.ReadOptions);
        return ArgumentSchema.Of(known).RequiredNames().Any(name => !given.TryGetProperty(name, out _));
    }

    // The client checks a call's input before it runs the tool, and its refusal is what the model reads; so the turn goes on. That is safe
    // only where an input without any of the tool's own keys cannot pass; tools of other programs check their input themselves, or do not.
    private void Return(string name, JsonElement? schema, in CalledTool call)
    {
        var isChecked = !name.StartsWith("mcp__", StringComparison.Ordinal) && schema is { } known && ArgumentSchema.Of(known).RequiredNames().Any();
        if (isChecked)
        {
            blocks.ToolUse(options.MintToolId(), name, Notes.UnreadableInput(call));
        }
        else
        {
            Say(Notes.Unreadable(call));
        }
    }

    // A paragraph of its own; in front of the first text the line breaks fall away.
    private void Say(string words) => blocks.Text(Encoding.UTF8.GetBytes("\n\n" + words));
}
