using System.Buffers;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Wire.Ollama;
using ClaudeSidecar.Wire.Sse;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Cuts the bytes of an answer into the pieces that its dialect has: events, lines, or the whole at once.</summary>
internal abstract class AnswerFrames
{
    /// <summary>True when the whole body is one piece, which stands for itself without a closing mark.</summary>
    public virtual bool IsWhole => false;

    /// <summary>Room for the next bytes.</summary>
    public abstract Memory<byte> GetMemory();

    /// <summary>Says how many bytes came.</summary>
    public abstract void Advance(int count);

    /// <summary>The next whole piece; valid until <see cref="GetMemory"/>. Throws <see cref="InvalidDataException"/> for one of absurd length.</summary>
    public abstract bool TryRead(out ReadOnlyMemory<byte> piece);

    /// <summary>What is left as a piece when the body has ended.</summary>
    public virtual bool TryReadLast(out ReadOnlyMemory<byte> piece)
    {
        piece = default;
        return false;
    }

    /// <summary>The frames of an answer.</summary>
    /// <param name="framing">The dialect's.</param>
    /// <param name="mediaType">The answer's content type: a server may answer whole although it was asked for a stream.</param>
    public static AnswerFrames For(AnswerFraming framing, string? mediaType) => framing switch
    {
        // One line and a whole answer are the same thing.
        AnswerFraming.Lines => new Lines(),
        _ when mediaType == "application/json" => new Whole(),
        _ => new Events(),
    };

    private sealed class Events : AnswerFrames
    {
        private readonly SseParser _parser = new();

        public override Memory<byte> GetMemory() => _parser.GetMemory();

        public override void Advance(int count) => _parser.Advance(count);

        public override bool TryRead(out ReadOnlyMemory<byte> piece)
        {
            var found = _parser.TryRead(out var next);
            piece = next.Data;
            return found;
        }
    }

    private sealed class Lines : AnswerFrames
    {
        private readonly LineParser _parser = new();

        public override Memory<byte> GetMemory() => _parser.GetMemory();

        public override void Advance(int count) => _parser.Advance(count);

        public override bool TryRead(out ReadOnlyMemory<byte> piece) => _parser.TryRead(out piece);

        public override bool TryReadLast(out ReadOnlyMemory<byte> piece) => _parser.TryReadLast(out piece);
    }

    private sealed class Whole : AnswerFrames
    {
        private const int Longest = 64 << 20;

        private readonly ArrayBufferWriter<byte> _body = new(4096);

        public override bool IsWhole => true;

        public override Memory<byte> GetMemory() => _body.GetMemory(4096);

        public override void Advance(int count) => _body.Advance(count);

        public override bool TryRead(out ReadOnlyMemory<byte> piece)
        {
            piece = default;
            return _body.WrittenCount <= Longest ? false : throw new InvalidDataException("The local server's answer is longer than 64 MB.");
        }

        public override bool TryReadLast(out ReadOnlyMemory<byte> piece)
        {
            piece = _body.WrittenMemory;
            return !piece.IsEmpty;
        }
    }
}
