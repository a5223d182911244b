namespace KernelHost.Testing;

/// <summary>A test's expectation was not met, or its script is wrong. Every test framework reports it as a failure; the message says what was asked of the models.</summary>
/// <param name="message">What was expected, and what happened.</param>
/// <param name="innerException">What lies underneath, if anything.</param>
public sealed class PluginTestException(string message, Exception? innerException = null) : Exception(message, innerException);
